package io.efficientnet.classifier.inference;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The platform thread on which models are loaded, replaced and unloaded, one after the
 * other. However many callers want the same, it is done once.
 */
final class LoaderThread implements AutoCloseable {

	private static final int STOP_SECONDS = 30;

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().name("model-load").daemon().factory());

	private final Map<Object, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

	/**
	 * Does work and waits for it.
	 * @param subject the work is not done again for whoever comes before it is finished
	 * @param work what to do
	 * @param deadline when to give up; the work goes on
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code UNAVAILABLE} once
	 * closed, and whatever the work throws; {@code INTERNAL} for what it should not
	 */
	void run(Object subject, Runnable work, Deadline deadline) {
		CompletableFuture<Void> outcome = this.underWay.computeIfAbsent(subject, (_) -> submit(subject, work));
		try {
			outcome.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw Deadline.exceeded();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ServiceException.stopping(ex);
		}
		catch (ExecutionException ex) {
			throw ServiceException.of(ex.getCause());
		}
	}

	/** Lets the work under way finish, then ends the thread. */
	@Override
	public void close() {
		this.thread.shutdown();
		try {
			if (!this.thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
				this.thread.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.thread.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	private CompletableFuture<Void> submit(Object subject, Runnable work) {
		try {
			return CompletableFuture.runAsync(() -> {
				try {
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
