package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model of the catalogue and where it is in its life. A model that failed stays failed
 * until the server starts again.
 */
final class ModelSlot {

	private static final Logger logger = LoggerFactory.getLogger(ModelSlot.class);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

	private final ModelEntry entry;

	private final Function<VerifiedModel, LoadedModel> loader;

	private volatile ModelState state;

	private volatile @Nullable String reason;

	private volatile @Nullable ModelVersion loaded;

	ModelSlot(ModelEntry entry, Function<VerifiedModel, LoadedModel> loader) {
		this.entry = entry;
		this.loader = loader;
		this.state = (entry.fault() != null) ? ModelState.FAILED : ModelState.UNLOADED;
		this.reason = entry.fault();
	}

	ModelId id() {
		return this.entry.id();
	}

	/**
	 * Lends the model, if it is loaded.
	 * @return a lease of the model, warm, or null
	 */
	@Nullable ModelLease lease() {
		ModelVersion ready = this.loaded;
		return (ready != null) ? ready.lease() : null;
	}

	/**
	 * The model, loaded by the first who asks. Takes long and runs native code, so it is
	 * called on a platform thread.
	 * @return the model, warm
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if it failed
	 */
	synchronized ModelVersion load() {
		ModelVersion ready = this.loaded;
		if (ready != null) {
			return ready;
		}
		if (this.state == ModelState.FAILED) {
			throw new ServiceException(FailureKind.UNAVAILABLE, failure());
		}
		this.state = ModelState.LOADING;
		try {
			ModelVersion fresh = new ModelVersion(this.loader.apply(this.entry.verify()));
			this.loaded = fresh;
			this.state = ModelState.READY;
			return fresh;
		}
		catch (ServiceException ex) {
			fail(ex);
			throw ex;
		}
		catch (RuntimeException ex) {
			ServiceException failure = new ServiceException(FailureKind.UNAVAILABLE,
					"Model " + this.entry.id() + " cannot be served: loading it failed; the server's log has it", ex);
			logger.error("Loading model {} failed", this.entry.id(), ex);
			fail(failure);
			throw failure;
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
		ModelVersion ready = this.loaded;
		if (ready != null) {
			ready.retire();
			if (!ready.awaitClosed(STOP_PATIENCE)) {
				logger.warn("Model {} is still in use; the process ends without closing it", this.entry.id());
			}
		}
	}

	ModelReport report(boolean isDefault) {
		ModelVersion version = this.loaded;
		LoadedModel ready = (version != null) ? version.model() : null;
		ExecutorKind executor = (ready != null) ? ready.executor() : null;
		List<ExecutorStatus> executors = (ready != null) ? ready.statuses() : List.of();
		String known = (ready != null) ? ready.fault() : this.reason;
		return ModelReport.of(this.entry, this.state, known, executor, executors, isDefault);
	}

	private void fail(ServiceException ex) {
		logger.error("{}", ex.getMessage());
		this.reason = ex.getMessage();
		this.state = ModelState.FAILED;
	}

	private String failure() {
		String known = String.valueOf(this.reason);
		String prefix = "Model " + this.entry.id() + " cannot be served: ";
		return known.startsWith("Model ") ? known : prefix + known;
	}

}
