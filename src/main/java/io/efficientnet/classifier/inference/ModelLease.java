package io.efficientnet.classifier.inference;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The right to use a model until it is given back; a model that is unloaded or replaced
 * meanwhile stays open as long. Not held longer than a request, since an unload waits for
 * it.
 */
public final class ModelLease implements AutoCloseable {

	private final LoadedModel model;

	private final AtomicReference<@Nullable Runnable> giveBack;

	ModelLease(LoadedModel model, Runnable giveBack) {
		this.model = model;
		this.giveBack = new AtomicReference<>(giveBack);
	}

	/**
	 * The model.
	 * @return the same each time, warm
	 */
	public LoadedModel model() {
		return this.model;
	}

	/** Gives the lease back; more than once does no more. */
	@Override
	public void close() {
		Runnable outstanding = this.giveBack.getAndSet(null);
		if (outstanding != null) {
			outstanding.run();
		}
	}

}
