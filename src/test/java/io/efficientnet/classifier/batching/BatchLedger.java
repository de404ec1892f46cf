package io.efficientnet.classifier.batching;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Notes what a batcher does with numbered items, whose keys are their numbers modulo the
 * number of keys, and what of it it should not have done. Safe for concurrent use.
 */
final class BatchLedger {

	private final BatchPolicy<Integer> policy;

	private final int keys;

	private final AtomicIntegerArray runs;

	private final AtomicIntegerArray disposals;

	private final AtomicIntegerArray running;

	private final AtomicIntegerArray mostRunning;

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	BatchLedger(int items, int keys, BatchPolicy<Integer> policy) {
		this.policy = policy;
		this.keys = keys;
		this.runs = new AtomicIntegerArray(items);
		this.disposals = new AtomicIntegerArray(items);
		this.running = new AtomicIntegerArray(keys);
		this.mostRunning = new AtomicIntegerArray(keys);
	}

	/**
	 * Notes a run.
	 * @param key of the batch
	 * @param batch items of the run
	 * @param work what it does
	 */
	void run(int key, List<Batcher.Item<Integer, Integer>> batch, Runnable work) {
		int overlapping = this.running.incrementAndGet(key);
		this.mostRunning.accumulateAndGet(key, overlapping, Math::max);
		check(overlapping <= this.policy.mostRuns(key), "runs of key %d overlap: %d", key, overlapping);
		check(!batch.isEmpty() && batch.size() <= this.policy.mostItems(key), "a batch of key %d has items: %d", key,
				batch.size());
		for (Batcher.Item<Integer, Integer> item : batch) {
			check(item.content() % this.keys == key, "key %d ran item %d", key, item.content());
			check(this.runs.incrementAndGet(item.content()) == 1, "key %d ran item %d again", key, item.content());
		}
		checkNotDisposed(key, batch);
		try {
			work.run();
		}
		finally {
			checkNotDisposed(key, batch);
			this.running.decrementAndGet(key);
		}
	}

	void dispose(int item) {
		this.disposals.incrementAndGet(item);
	}

	int runs(int item) {
		return this.runs.get(item);
	}

	int disposals(int item) {
		return this.disposals.get(item);
	}

	/**
	 * How many runs of a key there were at once.
	 * @param key of the runs
	 * @return the largest number
	 */
	int mostRunning(int key) {
		return this.mostRunning.get(key);
	}

	/**
	 * What went wrong during runs.
	 * @return sentences
	 */
	List<String> faults() {
		return List.copyOf(this.faults);
	}

	private void checkNotDisposed(int key, List<Batcher.Item<Integer, Integer>> batch) {
		for (Batcher.Item<Integer, Integer> item : batch) {
			check(this.disposals.get(item.content()) == 0, "key %d runs item %d, which is disposed of", key,
					item.content());
		}
	}

	private void check(boolean expected, String fault, int key, int value) {
		if (!expected) {
			this.faults.add(fault.formatted(key, value));
		}
	}

}
