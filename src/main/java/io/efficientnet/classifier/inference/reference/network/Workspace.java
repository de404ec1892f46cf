package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/**
 * Memory for one run at a time: the values of some images, and scratch for each thread.
 */
final class Workspace implements AutoCloseable {

	private final Arena arena = Arena.ofShared();

	private final MemorySegment values;

	private final MemorySegment scratch;

	private final long scratchBytes;

	private final int images;

	private final int threads;

	/**
	 * Allocates the memory.
	 * @param bytes of the values of one image
	 * @param images that a run may have
	 * @param scratchBytes private memory of a thread
	 * @param threads that a run may have
	 */
	Workspace(long bytes, int images, long scratchBytes, int threads) {
		this.images = images;
		this.threads = threads;
		this.scratchBytes = MemoryPlan.aligned(scratchBytes);
		boolean isComplete = false;
		try {
			this.values = allocate(Math.multiplyExact(bytes, images));
			this.scratch = allocate(Math.multiplyExact(Math.max(this.scratchBytes, MemoryPlan.ALIGNMENT), threads));
			isComplete = true;
		}
		finally {
			if (!isComplete) {
				this.arena.close();
			}
		}
	}

	private MemorySegment allocate(long bytes) {
		return this.arena.allocate(bytes, MemoryPlan.ALIGNMENT);
	}

	int images() {
		return this.images;
	}

	int threads() {
		return this.threads;
	}

	long address(Buffer buffer, int image) {
		long offset = buffer.offset() * this.images + image * buffer.bytes();
		return NativeMemory.address(this.values, offset, buffer.bytes());
	}

	MemorySegment segment(Buffer buffer, int image) {
		return this.values.asSlice(buffer.offset() * this.images + image * buffer.bytes(), buffer.bytes());
	}

	long scratch(int worker) {
		return NativeMemory.address(this.scratch, worker * this.scratchBytes, this.scratchBytes);
	}

	@Override
	public void close() {
		this.arena.close();
	}

}
