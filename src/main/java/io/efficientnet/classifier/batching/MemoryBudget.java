package io.efficientnet.classifier.batching;

import java.util.concurrent.Semaphore;

/**
 * Bytes that all users of one kind together may hold. Those who wait for bytes get them
 * in order of arrival, so that no large request starves. Safe for concurrent use.
 */
public final class MemoryBudget {

	private static final int UNIT = 1024;

	private static final int SHARE_OF_HEAP = 4;

	private final int capacity;

	// In units, because permits are int
	private final Semaphore free;

	/**
	 * A budget of which nothing is used.
	 * @param bytes the most that is held at once
	 */
	public MemoryBudget(long bytes) {
		this.capacity = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
		this.free = new Semaphore(this.capacity, true);
	}

	/**
	 * A quarter of the heap: one for the bodies of requests and one for decodes leave
	 * room for garbage.
	 * @return a new budget
	 */
	public static MemoryBudget ofHeap() {
		return new MemoryBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
	}

	public long capacityBytes() {
		return (long) this.capacity * UNIT;
	}

	public long freeBytes() {
		return (long) this.free.availablePermits() * UNIT;
	}

	/**
	 * Waits until the bytes are free; a thread must not hold one grant and ask for
	 * another.
	 * @param bytes that will be held, at most the capacity
	 * @return the right to hold them
	 * @throws IllegalArgumentException if that can never be granted
	 */
	public Grant reserve(long bytes) {
		if (bytes > capacityBytes()) {
			throw new IllegalArgumentException(bytes + " bytes are more than the budget has");
		}
		Grant grant = new Grant();
		grant.units = units(bytes);
		this.free.acquireUninterruptibly(grant.units);
		return grant;
	}

	/**
	 * A grant that grows as bytes come.
	 * @return the right to hold no byte yet
	 */
	public Grant begin() {
		return new Grant();
	}

	private static int units(long bytes) {
		return Math.toIntExact(Math.ceilDiv(bytes, UNIT));
	}

	/** Bytes that are set aside until this is closed. Used by one thread at a time. */
	public final class Grant implements AutoCloseable {

		private int units;

		private Grant() {
		}

		/**
		 * Sets more aside, without waiting.
		 * @param bytes that will be held in all; fewer than before changes nothing
		 * @return whether there were as many
		 */
		public boolean tryGrow(long bytes) {
			if (bytes > capacityBytes()) {
				return false;
			}
			int more = units(bytes) - this.units;
			// Barges past those who wait, as nobody waits for a budget that grows
			if (more > 0 && !MemoryBudget.this.free.tryAcquire(more)) {
				return false;
			}
			this.units += Math.max(more, 0);
			return true;
		}

		@Override
		public void close() {
			MemoryBudget.this.free.release(this.units);
			this.units = 0;
		}

	}

}
