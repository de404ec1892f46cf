package io.efficientnet.classifier.image;

import java.util.Locale;
import java.util.concurrent.Semaphore;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The bytes that all decodes together may hold. Whoever finds too few left waits, in
 * order of arrival, so that no large image starves. Safe for concurrent use.
 */
final class MemoryBudget {

	private static final int UNIT = 1024;

	private static final int SHARE_OF_HEAP = 4;

	private final int capacity;

	// in units, because permits are int
	private final Semaphore free;

	MemoryBudget(long bytes) {
		this.capacity = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
		this.free = new Semaphore(this.capacity, true);
	}

	/** A quarter of the heap, which leaves room for uploads and for garbage. */
	static MemoryBudget ofHeap() {
		return new MemoryBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
	}

	/**
	 * Waits until the bytes are free; a thread must not hold one grant and ask for
	 * another.
	 * @param bytes that will be held
	 * @return the right to hold them
	 * @throws ServiceException {@code IMAGE_TOO_LARGE} if that can never be granted
	 */
	Grant reserve(long bytes) {
		long units = Math.ceilDiv(bytes, UNIT);
		if (units > this.capacity) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
					String.format(Locale.ROOT,
							"The image takes %d kB of memory to decode, which is over the limit of %d kB", units,
							this.capacity));
		}
		this.free.acquireUninterruptibly((int) units);
		return new Grant((int) units);
	}

	long freeBytes() {
		return (long) this.free.availablePermits() * UNIT;
	}

	/** Bytes that are set aside until this is closed, once. */
	final class Grant implements AutoCloseable {

		private final int units;

		private Grant(int units) {
			this.units = units;
		}

		@Override
		public void close() {
			MemoryBudget.this.free.release(this.units);
		}

	}

}
