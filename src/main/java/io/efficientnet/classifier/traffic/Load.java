package io.efficientnet.classifier.traffic;

/** How requests are sent. */
public sealed interface Load {

	/**
	 * So many connections, each of which sends its next request as soon as it has the
	 * answer to the one before. A slow server is asked less.
	 *
	 * @param connections at least 1
	 */
	record Closed(int connections) implements Load {
	}

	/**
	 * Requests that are due at random times, as those of many independent users are,
	 * whatever became of earlier ones.
	 *
	 * @param rate mean number of requests per second, above 0
	 * @param inFlight the most that may wait for their answers; what is due beyond is
	 * counted as not sent
	 * @param seed of the times
	 */
	record Open(double rate, int inFlight, long seed) implements Load {
	}

}
