package io.efficientnet.classifier.batching;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.efficientnet.classifier.failure.ServiceException;

/** How callers wait for what other threads do. */
public final class Outcome {

	private Outcome() {
	}

	/**
	 * Waits, at most until a deadline.
	 * @param outcome of the work
	 * @param deadline when to give up
	 * @param withdrawal takes the work back, when the caller gives up or is interrupted
	 * @param <T> type of the outcome
	 * @return the outcome
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} on
	 * interruption, what the work threw, {@code INTERNAL} for what it should not
	 */
	public static <T> T await(Future<T> outcome, Deadline deadline, Runnable withdrawal) {
		try {
			return outcome.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			withdrawal.run();
			throw Deadline.exceeded();
		}
		catch (InterruptedException ex) {
			withdrawal.run();
			// Waiting threads are interrupted where nobody listens any more
			Thread.currentThread().interrupt();
			throw ServiceException.hungUp(ex);
		}
		catch (ExecutionException ex) {
			throw ServiceException.of(ex.getCause());
		}
	}

}
