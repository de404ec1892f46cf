package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.tensor.Shape;

/**
 * How many images of a model are kept in native memory for one executor.
 *
 * @param side of the images, in pixels
 * @param batch most images of one run
 * @param runs most runs at once
 */
record InputSize(int side, int batch, int runs) {

	private static final int RGB = 3;

	/**
	 * What an executor makes use of.
	 * @param side of the images, in pixels
	 * @param backend the model on that executor
	 * @param largestBatch most images that anybody sends together
	 * @return its largest batch, and no more runs than there are cores
	 */
	static InputSize of(int side, BackendLease backend, int largestBatch) {
		return new InputSize(side, Math.min(largestBatch, backend.batchSizes().getLast()),
				Math.min(cores(), backend.concurrentRuns()));
	}

	/**
	 * What the executors on the CPU make use of.
	 * @param side of the images, in pixels
	 * @return one image a run, a run for each core
	 */
	static InputSize ofSingleImages(int side) {
		return new InputSize(side, 1, cores());
	}

	/**
	 * Images between decoding and the end of their run.
	 * @return batches that run, one that waits, and what is being decoded
	 */
	int slots() {
		return this.batch * this.runs + this.batch + cores();
	}

	/**
	 * Memory for all of them, and for batches that are gathered from them.
	 * @return in bytes
	 */
	long bytes() {
		long gathered = (this.batch > 1) ? (long) this.batch * this.runs : 0;
		return (slots() + gathered) * shape(1).elementCount() * Float.BYTES;
	}

	Shape shape(int images) {
		return Shape.of(images, RGB, this.side, this.side);
	}

	private static int cores() {
		return Runtime.getRuntime().availableProcessors();
	}

}
