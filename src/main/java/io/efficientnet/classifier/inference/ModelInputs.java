package io.efficientnet.classifier.inference;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.efficientnet.classifier.tensor.TensorPool;

/**
 * Native memory for the images of one model: slots for those that are decoded and not yet
 * run, whose number is bounded so that decoding does not run ahead of the network, and
 * tensors in which batches are gathered. Safe for concurrent use.
 */
final class ModelInputs {

	private static final int RGB = 3;

	private static final int RETAINED_BATCHES = 2;

	private final Shape image;

	private final int batchSize;

	private final TensorPool images;

	private final TensorPool batches = new TensorPool(RETAINED_BATCHES);

	private final Semaphore free;

	/**
	 * Nothing allocated yet.
	 * @param side of the images, in pixels
	 * @param batchSize the largest batch
	 */
	ModelInputs(int side, int batchSize) {
		// One batch that runs, one that waits, and what is being decoded
		int slots = 2 * batchSize + Runtime.getRuntime().availableProcessors();
		this.image = Shape.of(1, RGB, side, side);
		this.batchSize = batchSize;
		this.images = new TensorPool(slots);
		this.free = new Semaphore(slots, true);
	}

	/**
	 * A slot, as soon as one is free, in order of arrival.
	 * @param deadline when to give up
	 * @return a slot that nobody else has
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} on
	 * interruption
	 */
	InputSlot slot(Deadline deadline) {
		try {
			if (!this.free.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
				throw Deadline.exceeded();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ServiceException.hungUp(ex);
		}
		Tensor tensor = this.images.take(this.image);
		return new InputSlot(tensor, () -> {
			this.images.giveBack(tensor);
			this.free.release();
		});
	}

	/**
	 * Memory for the largest batch.
	 * @return {@code [n][3][h][w]} with whatever the last batch left
	 */
	Tensor takeBatch() {
		return this.batches.take(this.image.withCount(this.batchSize));
	}

	void giveBackBatch(Tensor batch) {
		this.batches.giveBack(batch);
	}

}
