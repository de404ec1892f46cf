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
import org.jspecify.annotations.Nullable;

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
		// Known before it begins, so that closing finds all who wait
		CompletableFuture<Void> outcome = new CompletableFuture<>();
		CompletableFuture<Void> known = this.underWay.putIfAbsent(subject, outcome);
		if (known == null) {
			submit(subject, work, outcome);
		}
		Outcome.await((known != null) ? known : outcome, deadline, () -> {
			// Others may wait for it
		});
	}

	/**
	 * Does work when its turn comes. Nobody waits for it.
	 * @param work what to do; what it throws is lost
	 */
	void later(Runnable work) {
		submit(work, work, new CompletableFuture<>());
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

	/**
	 * Whether work that takes long had better end.
	 * @return true once it is being closed
	 */
	boolean isClosed() {
		return this.closed;
	}

	private void submit(Object subject, Runnable work, CompletableFuture<Void> outcome) {
		try {
			this.thread.execute(() -> {
				Throwable failure = failure(work);
				this.underWay.remove(subject);
				if (failure == null) {
					outcome.complete(null);
				}
				else {
					outcome.completeExceptionally(failure);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.underWay.remove(subject);
			outcome.completeExceptionally(ServiceException.stopping(ex));
		}
	}

	private @Nullable Throwable failure(Runnable work) {
		if (this.closed) {
			return ServiceException.stopping(null);
		}
		try {
			work.run();
			return null;
		}
		catch (RuntimeException | Error ex) {
			return ex;
		}
	}

}
