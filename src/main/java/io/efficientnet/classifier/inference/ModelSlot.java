package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.function.Function;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue and where it is in its life. A model that failed stays failed
 * until the server starts again.
 */
final class ModelSlot {

	private final ModelEntry entry;

	private final Function<VerifiedModel, LoadedModel> loader;

	private volatile ModelState state;

	private volatile @Nullable String reason;

	private volatile @Nullable LoadedModel loaded;

	ModelSlot(ModelEntry entry, Function<VerifiedModel, LoadedModel> loader) {
		this.entry = entry;
		this.loader = loader;
		this.state = (entry.fault() != null) ? ModelState.FAILED : ModelState.UNLOADED;
		this.reason = entry.fault();
	}

	ModelState state() {
		return this.state;
	}

	@Nullable String reason() {
		return this.reason;
	}

	/**
	 * The model, loaded by the first who asks.
	 * @return the model, warm
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if it failed
	 */
	LoadedModel load() {
		LoadedModel ready = this.loaded;
		return (ready != null) ? ready : loadOnce();
	}

	private synchronized LoadedModel loadOnce() {
		LoadedModel ready = this.loaded;
		if (ready != null) {
			return ready;
		}
		if (this.state == ModelState.FAILED) {
			throw new ServiceException(FailureKind.UNAVAILABLE, failure());
		}
		this.state = ModelState.LOADING;
		try {
			LoadedModel fresh = this.loader.apply(this.entry.verify());
			this.loaded = fresh;
			this.state = ModelState.READY;
			return fresh;
		}
		catch (ServiceException ex) {
			fail(ex);
			throw ex;
		}
	}

	/** Finds out whether the files of a model that nobody loaded fit its description. */
	synchronized void verify() {
		if (this.state == ModelState.UNLOADED) {
			try {
				this.entry.verify();
			}
			catch (ServiceException ex) {
				fail(ex);
			}
		}
	}

	void close() {
		LoadedModel ready = this.loaded;
		if (ready != null) {
			ready.close();
		}
	}

	ModelReport report(boolean isDefault) {
		LoadedModel ready = this.loaded;
		ExecutorKind executor = (ready != null) ? ready.executor() : null;
		List<ExecutorStatus> executors = (ready != null) ? ready.statuses() : List.of();
		return ModelReport.of(this.entry, this.state, this.reason, executor, executors, isDefault);
	}

	private void fail(ServiceException ex) {
		this.reason = ex.getMessage();
		this.state = ModelState.FAILED;
	}

	private String failure() {
		String known = String.valueOf(this.reason);
		String prefix = "Model " + this.entry.id() + " cannot be served: ";
		return known.startsWith("Model ") ? known : prefix + known;
	}

}
