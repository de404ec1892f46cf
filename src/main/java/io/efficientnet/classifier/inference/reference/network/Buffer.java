package io.efficientnet.classifier.inference.reference.network;

/**
 * Where a value lies while a network runs. The plan of the memory places it; each image
 * of a run has a copy.
 */
final class Buffer {

	private final long bytes;

	private long offset = -1;

	/**
	 * A buffer that is not placed yet.
	 * @param bytes for one image
	 */
	Buffer(long bytes) {
		this.bytes = MemoryPlan.aligned(bytes);
	}

	long bytes() {
		return this.bytes;
	}

	long offset() {
		return this.offset;
	}

	void place(long at) {
		this.offset = at;
	}

}
