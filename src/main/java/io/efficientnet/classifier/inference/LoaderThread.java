package io.efficientnet.classifier.inference;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.Outcome;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The platform thread on which models are loaded, replaced and unloaded, one after the
 * other. However many callers want the same, it is done once.
 */
final class LoaderThread {

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().name("model-load").daemon().factory());

	private final Map<Object, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Does work and waits for it.
	 * @param subject the work is not done again for whoever comes before it is finished
	 * @param work what to do
	 * @param deadline when to give up; the work goes on
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} once closed, and whatever the
	 * work throws; {@code INTERNAL} for what it should not
	 */
	void run(Object subject, Runnable work, Deadline deadline) {
		CompletableFuture<Void> outcome = this.underWay.computeIfAbsent(subject, (_) -> submit(subject, work));
		Outcome.await(outcome, deadline, () -> {
			// Others may wait for it
		});
	}

	/**
	 * Begins no other work, and refuses those who wait. What is under way goes on; then
	 * the thread does one last thing and ends.
	 * @param last what to do, once
	 * @param deadline when to wait no longer
	 * @return whether the last thing is done
	 */
	boolean close(Runnable last, Deadline deadline) {
		if (!this.closed) {
			this.closed = true;
			this.thread.execute(last);
			this.thread.shutdown();
			this.underWay.values().forEach((outcome) -> outcome.completeExceptionally(ServiceException.stopping(null)));
		}
		try {
			return this.thread.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private CompletableFuture<Void> submit(Object subject, Runnable work) {
		try {
			return CompletableFuture.runAsync(() -> {
				try {
					if (this.closed) {
						throw ServiceException.stopping(null);
					}
					work.run();
				}
				finally {
					this.underWay.remove(subject);
				}
			}, this.thread);
		}
		catch (RejectedExecutionException ex) {
			throw ServiceException.stopping(ex);
		}
	}

}
