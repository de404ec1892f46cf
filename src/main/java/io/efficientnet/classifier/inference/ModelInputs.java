package io.efficientnet.classifier.inference;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Tensor;
import io.efficientnet.classifier.tensor.TensorPool;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the images of one model on one executor: slots for those that are
 * decoded and not yet run, whose number is bounded so that decoding does not run ahead of
 * the network, and tensors in which batches are gathered. Freed when it is closed and
 * nobody uses any of it: a caller that gives up gives its lease of the model back while
 * its image is still decoded or run. Safe for concurrent use.
 */
final class ModelInputs implements AutoCloseable {

	private final InputSize size;

	private final TensorPool memory = new TensorPool();

	private final Semaphore free;

	/**
	 * Nothing allocated yet.
	 * @param size how much there may be
	 */
	ModelInputs(InputSize size) {
		this.size = size;
		this.free = new Semaphore(size.slots(), true);
	}

	/**
	 * A slot, as soon as one is free, in order of arrival.
	 * @param deadline when to give up
	 * @return a slot that nobody else has; null once closed
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} on
	 * interruption
	 */
	@Nullable InputSlot slot(Deadline deadline) {
		acquire(deadline);
		InputSlot slot = null;
		try {
			Tensor tensor = this.memory.take(this.size.shape(1));
			slot = (tensor != null) ? new InputSlot(tensor, () -> giveBack(tensor)) : null;
			return slot;
		}
		finally {
			if (slot == null) {
				this.free.release();
			}
		}
	}

	/**
	 * Memory to gather a batch in.
	 * @param images how many
	 * @return {@code [n][3][h][w]} for the executor's largest batch, with whatever the
	 * last one left; null where that is less, or once closed
	 */
	@Nullable Tensor takeBatch(int images) {
		return (images <= this.size.batch()) ? this.memory.take(this.size.shape(this.size.batch())) : null;
	}

	void giveBackBatch(Tensor batch) {
		this.memory.giveBack(batch);
	}

	/** Gives nothing out any more; whoever waits for a slot gets none. */
	@Override
	public void close() {
		this.memory.close();
		// The first who waits passes it on
		this.free.release();
	}

	private void acquire(Deadline deadline) {
		try {
			if (!this.free.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
				throw Deadline.exceeded();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ServiceException.hungUp(ex);
		}
	}

	private void giveBack(Tensor tensor) {
		try {
			this.memory.giveBack(tensor);
		}
		finally {
			this.free.release();
		}
	}

}
