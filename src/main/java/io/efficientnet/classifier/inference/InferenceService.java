package io.efficientnet.classifier.inference;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Normalised tensors to logits. Runs happen on the service's own platform threads, since
 * native calls pin a virtual thread's carrier; callers wait. Safe for concurrent use.
 */
public final class InferenceService implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InferenceService.class);

	private final ModelId defaultModel;

	private final Map<String, ModelSlot> slots = new TreeMap<>();

	private final BackendSelector selector;

	private final boolean mayFallBack;

	private final InferenceMetrics metrics;

	private final WorkerPool workers;

	InferenceService(ModelCatalog catalog, ModelId defaultModel, List<BackendFactory> factories,
			InferenceProperties properties, WorkerPool workers, InferenceMetrics metrics) {
		this.defaultModel = defaultModel;
		this.selector = new BackendSelector(factories, properties.executor());
		this.mayFallBack = properties.fallback();
		this.metrics = metrics;
		this.workers = workers;
		for (ModelEntry entry : catalog.entries()) {
			this.slots.put(entry.id().value(), new ModelSlot(entry, this::load));
		}
		metrics.watchQueue(workers::queued, workers.capacity());
	}

	/**
	 * Loads models before the first request comes.
	 * @param ids the models; empty for the default one only
	 * @throws ServiceException of the first model that cannot be loaded
	 */
	public void preload(Collection<ModelId> ids) {
		model(null);
		ids.forEach((id) -> model(id.value()));
	}

	/** Checks the files of all models that are not loaded, so that bad ones show. */
	public void verifyUnloaded() {
		this.slots.values().forEach(ModelSlot::verify);
	}

	/**
	 * A model, loaded if it was not.
	 * @param id name of the model; null for the default one
	 * @return the model, warm
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none,
	 * {@code UNAVAILABLE} with the reason if it cannot be served
	 */
	public LoadedModel model(@Nullable String id) {
		return slot((id != null) ? id : this.defaultModel.value()).load();
	}

	/**
	 * All models of the catalogue.
	 * @return sorted by id
	 */
	public List<ModelReport> reports() {
		return this.slots.keySet().stream().map(this::report).toList();
	}

	/**
	 * One model of the catalogue.
	 * @param id name of the model
	 * @return its report
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	public ModelReport report(String id) {
		return slot(id).report(id.equals(this.defaultModel.value()));
	}

	/**
	 * Runs a network and waits for it.
	 * @param model the model
	 * @param images {@code [n][3][h][w]} float32, normalised as the model's preprocessing
	 * says; must not be written to before this method returns, nor after it threw
	 * @param wanted outputs beside the logits
	 * @param deadline when to give up
	 * @return logits {@code [n][classes]} in the order of {@code images}, and what was
	 * wanted
	 * @throws ServiceException {@code OVERLOADED} if the queue is full,
	 * {@code DEADLINE_EXCEEDED}, {@code INTERNAL} if the executor fails
	 */
	public InferenceResult infer(LoadedModel model, Tensor images, Set<Output> wanted, Deadline deadline) {
		long submitted = System.nanoTime();
		try {
			return this.workers.call(() -> model.infer(images, wanted, System.nanoTime() - submitted), deadline);
		}
		catch (ServiceException ex) {
			if (ex.kind() == FailureKind.OVERLOADED) {
				this.metrics.rejected();
			}
			throw ex;
		}
	}

	@Override
	public void close() {
		this.workers.close();
		this.slots.values().forEach(ModelSlot::close);
	}

	private LoadedModel load(VerifiedModel model) {
		long start = System.nanoTime();
		LoadedModel loaded = LoadedModel.load(model, this.selector, this.mayFallBack, this.metrics);
		this.metrics.loaded(loaded.descriptor().id(), loaded.executor());
		logger.info("Loaded model {} on executor {} in {} ms", loaded.descriptor().id(), loaded.executor().id(),
				(System.nanoTime() - start) / 1_000_000);
		return loaded;
	}

	private ModelSlot slot(String id) {
		ModelSlot slot = this.slots.get(id);
		if (slot == null) {
			throw new ServiceException(FailureKind.UNKNOWN_MODEL,
					"No such model; GET /v1/models or 'models list' names those there are");
		}
		return slot;
	}

}
