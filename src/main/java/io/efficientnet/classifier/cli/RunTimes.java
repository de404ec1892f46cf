package io.efficientnet.classifier.cli;

import java.util.List;

/**
 * How long the runs of one contestant took.
 *
 * @param rounds in which they happened
 * @param nanos of each run, at least one
 */
record RunTimes(int rounds, List<Long> nanos) {

	private static final double NANOS_PER_MILLISECOND = 1e6;

	RunTimes {
		nanos = nanos.stream().sorted().toList();
	}

	double medianMilliseconds() {
		return percentileMilliseconds(50);
	}

	/**
	 * The shortest time that so many runs did not exceed (nearest rank).
	 * @param percent above 0, at most 100
	 * @return the time of one of the runs
	 */
	double percentileMilliseconds(int percent) {
		int rank = Math.ceilDiv(this.nanos.size() * percent, 100);
		return this.nanos.get(rank - 1) / NANOS_PER_MILLISECOND;
	}

}
