package io.efficientnet.classifier.inference;

import java.util.function.Function;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * A place for one image on its way to a network. Released by whoever gives the image up
 * or has run it; one that is being filled then is free as soon as that has ended, since
 * another image would be written over. Safe for concurrent use.
 */
public final class InputSlot {

	private final Tensor tensor;

	private final Runnable free;

	// Guarded by this
	private boolean filling;

	// Guarded by this
	private boolean released;

	InputSlot(Tensor tensor, Runnable free) {
		this.tensor = tensor;
		this.free = free;
	}

	/**
	 * Writes the image.
	 * @param writer gets {@code [3][h][w]}, with whatever the last image left
	 * @param <T> type of what it gives
	 * @return what the writer gave
	 * @throws IllegalStateException if the slot was released
	 */
	public <T> T fill(Function<Tensor, T> writer) {
		beginFilling();
		try {
			return writer.apply(this.tensor.slice(0));
		}
		finally {
			endFilling();
		}
	}

	/** Gives the place back, once. */
	public synchronized void release() {
		if (!this.released) {
			this.released = true;
			if (!this.filling) {
				this.free.run();
			}
		}
	}

	/**
	 * The image.
	 * @return {@code [1][3][h][w]}
	 */
	Tensor tensor() {
		return this.tensor;
	}

	private synchronized void beginFilling() {
		if (this.released) {
			throw new IllegalStateException("The slot was released");
		}
		this.filling = true;
	}

	private synchronized void endFilling() {
		this.filling = false;
		if (this.released) {
			this.free.run();
		}
	}

}
