package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Work of many callers, done in batches on a few platform threads. A batch is taken when
 * a thread is free, so that batches grow while all are busy. Every item ends exactly
 * once: with an outcome, a failure, or because its caller gave up, who does so on time
 * whatever the threads do. Safe for concurrent use.
 *
 * @param <K> what items of a batch have in common
 * @param <I> type of the items
 * @param <O> type of the outcomes
 */
public final class Batcher<K, I, O> implements AutoCloseable {

	private static final int STOP_SECONDS = 1;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final List<Thread> threads = new ArrayList<>();

	private final BatchQueue<K, Item<I, O>> queue;

	private final Runner<K, I, O> runner;

	private final Consumer<I> disposal;

	// Guarded by the lock
	private boolean closed;

	/**
	 * Starts the threads.
	 * @param name prefix of the threads' names
	 * @param threads how many
	 * @param policy sizes of batches
	 * @param delay how long an item waits for company while a thread is free
	 * @param runner does a batch
	 * @param disposal gets each item once, when nobody will read it any more
	 */
	public Batcher(String name, int threads, BatchPolicy<K> policy, Duration delay, Runner<K, I, O> runner,
			Consumer<I> disposal) {
		this.queue = new BatchQueue<>(policy, delay.toNanos());
		this.runner = runner;
		this.disposal = disposal;
		for (int i = 0; i < threads; i++) {
			this.threads.add(Thread.ofPlatform().name(name + "-" + i).daemon().start(this::work));
		}
	}

	/**
	 * Has an item done, together with others of its key.
	 * @param key what items of a batch have in common
	 * @param content the item, which belongs to the batcher from now on
	 * @param deadline when to give up; an item that still waits then leaves the queue
	 * @return the outcome
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} once closed, and what the item
	 * fails with
	 */
	public O call(K key, I content, Deadline deadline) {
		return call(key, content, deadline, Watcher.NOBODY);
	}

	/**
	 * Has an item done, together with others of its key.
	 * @param key what items of a batch have in common
	 * @param content the item, which belongs to the batcher from now on
	 * @param deadline when to give up; an item that still waits then leaves the queue
	 * @param watcher decides whether the item is still run when its turn comes
	 * @return the outcome
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} once closed, and what the item
	 * fails with
	 */
	public O call(K key, I content, Deadline deadline, Watcher watcher) {
		Item<I, O> item = new Item<>(content, deadline, watcher);
		if (!enqueue(key, item)) {
			this.disposal.accept(content);
			throw ServiceException.stopping(null);
		}
		return Outcome.await(item.outcome, deadline, () -> withdraw(key, item));
	}

	/**
	 * Items that wait.
	 * @return number of items that no thread has begun
	 */
	public int queued() {
		this.lock.lock();
		try {
			return this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets what is queued finish, but not for long: the rest is refused, and runs under
	 * way then are left to themselves.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.queue.hurry();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
		try {
			for (Thread thread : this.threads) {
				thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		refuseQueued();
	}

	private void refuseQueued() {
		List<Item<I, O>> queued;
		this.lock.lock();
		try {
			queued = this.queue.clear();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		for (Item<I, O> item : queued) {
			item.fail(ServiceException.stopping(null));
			this.disposal.accept(item.content);
		}
	}

	private boolean enqueue(K key, Item<I, O> item) {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			this.queue.add(key, item, System.nanoTime());
			this.changed.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void withdraw(K key, Item<I, O> item) {
		boolean waited;
		this.lock.lock();
		try {
			waited = this.queue.remove(key, item);
		}
		finally {
			this.lock.unlock();
		}
		if (waited) {
			this.disposal.accept(item.content);
		}
	}

	private void work() {
		try {
			for (var batch = take(); batch != null; batch = take()) {
				run(batch);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private BatchQueue.@Nullable Batch<K, Item<I, O>> take() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (!this.closed || this.queue.size() > 0) {
				var batch = this.queue.poll(System.nanoTime());
				if (batch != null) {
					return batch;
				}
				this.changed.awaitNanos(this.queue.nanosUntilDue(System.nanoTime()));
			}
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run(BatchQueue.Batch<K, Item<I, O>> batch) {
		long now = System.nanoTime();
		List<Item<I, O>> wanted = batch.entries().stream().filter((item) -> item.begin(now)).toList();
		// A task, since whatever a run throws ends its items but not the thread
		FutureTask<Boolean> run = new FutureTask<>(() -> this.runner.run(batch.key(), wanted), true);
		if (!wanted.isEmpty()) {
			run.run();
		}
		long nanos = System.nanoTime() - now;
		if (run.state() == FutureTask.State.SUCCESS) {
			wanted.forEach((item) -> item.watcher.ran(nanos));
		}
		end(batch.key());
		batch.entries().forEach((item) -> this.disposal.accept(item.content));
		wanted.forEach((item) -> item.abandon(run));
	}

	private void end(K key) {
		this.lock.lock();
		try {
			this.queue.end(key);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Does batches.
	 *
	 * @param <K> what items of a batch have in common
	 * @param <I> type of the items
	 * @param <O> type of the outcomes
	 */
	@FunctionalInterface
	public interface Runner<K, I, O> {

		/**
		 * Does a batch, giving each item an outcome or a failure. Items that have none
		 * when it returns or throws fail.
		 * @param key what the items have in common
		 * @param batch items in order of arrival, at least one
		 */
		void run(K key, List<Item<I, O>> batch);

	}

	/** Judges the run of one item and hears of it. */
	public interface Watcher {

		/** Lets everything run that has not expired. */
		Watcher NOBODY = new Watcher() {

			@Override
			public boolean isWorthBeginning(long remainingNanos) {
				return true;
			}

			@Override
			public void ran(long nanos) {
				// Nobody listens
			}

		};

		/**
		 * Whether to run the item, whose turn has come.
		 * @param remainingNanos time until its deadline
		 * @return false gives it up as expired
		 */
		boolean isWorthBeginning(long remainingNanos);

		/**
		 * Hears that the run has ended, also where the caller has gone meanwhile.
		 * @param nanos of the run, however many items took part in it
		 */
		void ran(long nanos);

	}

	/**
	 * An item of a batch.
	 *
	 * @param <I> type of the item
	 * @param <O> type of its outcome
	 */
	public static final class Item<I, O> {

		private final CompletableFuture<O> outcome = new CompletableFuture<>();

		private final long submitted = System.nanoTime();

		private final I content;

		private final Deadline deadline;

		private final Watcher watcher;

		private long queuedNanos;

		Item(I content, Deadline deadline, Watcher watcher) {
			this.content = content;
			this.deadline = deadline;
			this.watcher = watcher;
		}

		public I content() {
			return this.content;
		}

		/**
		 * Time that the item waited.
		 * @return nanoseconds
		 */
		public long queuedNanos() {
			return this.queuedNanos;
		}

		public void complete(O result) {
			this.outcome.complete(result);
		}

		public void fail(ServiceException failure) {
			this.outcome.completeExceptionally(failure);
		}

		private boolean begin(long now) {
			this.queuedNanos = now - this.submitted;
			long remaining = this.deadline.remainingNanos();
			if (remaining <= 0 || !this.watcher.isWorthBeginning(remaining)) {
				fail(Deadline.exceeded());
				return false;
			}
			return true;
		}

		private void abandon(FutureTask<?> run) {
			if (!this.outcome.isDone()) {
				Throwable cause = (run.state() == FutureTask.State.FAILED) ? run.exceptionNow() : null;
				fail(ServiceException.of(cause));
			}
		}

	}

}
