package io.efficientnet.classifier.shutdown;

import java.time.Duration;

/**
 * Where requests come in, as the drain sees it.
 */
public interface Door {

	/**
	 * Has every answer from now on end its connection, so that callers come back by way
	 * of a load balancer that knows better.
	 */
	void closeConnectionsAfterAnswers();

	/**
	 * Takes no further connection, and answers requests on those that are open with a
	 * refusal.
	 */
	void close();

	/**
	 * Waits for the requests that are under way.
	 * @param limit longest time to wait
	 * @return whether all of them were answered
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	boolean awaitIdle(Duration limit) throws InterruptedException;

}
