package io.efficientnet.classifier.batching;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Platform threads for work that would hog or pin the carrier of a virtual thread, behind
 * a queue that refuses when full. Callers wait for the outcome, at most until their
 * deadline; work that expired in the queue is not begun and holds no place in it.
 */
public final class WorkerPool implements AutoCloseable {

	private static final int STOP_SECONDS = 1;

	private final ThreadPoolExecutor threads;

	private final int capacity;

	private volatile boolean stopped;

	/**
	 * Starts the threads as work comes.
	 * @param name prefix of the threads' names
	 * @param threads how many
	 * @param capacity how much may wait
	 */
	public WorkerPool(String name, int threads, int capacity) {
		this.capacity = capacity;
		this.threads = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity),
				Thread.ofPlatform().name(name + "-", 0).daemon().factory());
	}

	/**
	 * Does work on one of the threads and waits for it.
	 * @param work what to do
	 * @param deadline when to give up; work under way is then left to end unheard
	 * @param <T> type of the outcome
	 * @return the outcome
	 * @throws ServiceException {@code OVERLOADED} if the queue is full,
	 * {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the calling thread is
	 * interrupted, {@code UNAVAILABLE} if the pool is closed, and whatever the work
	 * throws; {@code INTERNAL} for what it should not
	 */
	public <T> T call(Callable<T> work, Deadline deadline) {
		FutureTask<T> outcome = new FutureTask<>(() -> {
			requireNotStopped();
			deadline.check();
			return work.call();
		});
		submit(outcome);
		return Outcome.await(outcome, deadline, () -> withdraw(outcome));
	}

	/**
	 * Work that waits.
	 * @return number of calls that no thread has begun
	 */
	int queued() {
		return this.threads.getQueue().size();
	}

	/**
	 * Lets what is queued finish, but not for long: the rest is refused, and what is
	 * under way then is left to itself.
	 */
	@Override
	public void close() {
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
				stop();
			}
		}
		catch (InterruptedException ex) {
			stop();
			Thread.currentThread().interrupt();
		}
	}

	private void stop() {
		this.stopped = true;
		// Run, they tell their callers
		this.threads.shutdownNow().forEach(Runnable::run);
	}

	private void requireNotStopped() {
		if (this.stopped) {
			throw ServiceException.stopping(null);
		}
	}

	private void withdraw(FutureTask<?> work) {
		work.cancel(false);
		this.threads.remove(work);
	}

	private void submit(FutureTask<?> work) {
		try {
			this.threads.execute(work);
		}
		catch (RejectedExecutionException ex) {
			if (this.threads.isShutdown()) {
				throw ServiceException.stopping(ex);
			}
			throw new ServiceException(FailureKind.OVERLOADED, this.capacity + " images wait already; try again later",
					ex);
		}
	}

}
