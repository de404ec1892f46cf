package io.efficientnet.classifier.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.efficientnet.classifier.batching.Batcher;
import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Normalised tensors to logits. Runs happen on the service's own platform threads, since
 * native calls pin a virtual thread's carrier; callers wait. Safe for concurrent use.
 */
public final class InferenceService implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InferenceService.class);

	private static final int MOST_WAITING_FOR_MODELS = 64;

	private static final Duration RETEST_PATIENCE = Duration.ofSeconds(1);

	private final Path directory;

	private final ModelId defaultModel;

	private final Map<String, ModelSlot> slots = new TreeMap<>();

	private final BackendSelector selector;

	private final boolean mayFallBack;

	private final InferenceMetrics metrics;

	private final int batchSize;

	private final Batcher<LoadedModel, BatchedRuns.Image, InferenceResult> batcher;

	private final WorkerPool loader = new WorkerPool("model-load", 1, MOST_WAITING_FOR_MODELS);

	InferenceService(ModelCatalog catalog, ModelId defaultModel, List<BackendFactory> factories,
			InferenceProperties properties, BatchingProperties batching, InferenceMetrics metrics,
			BatchMetrics batchMetrics) {
		this.directory = catalog.directory();
		this.defaultModel = defaultModel;
		this.selector = new BackendSelector(factories, properties.executor(), new SpeedTrial(System::nanoTime));
		this.mayFallBack = properties.fallback();
		this.metrics = metrics;
		this.batchSize = batching.maxSize();
		BatchedRuns runs = new BatchedRuns(batching.maxSize(), batchMetrics);
		this.batcher = new Batcher<>("inference", properties.effectiveThreads(), runs, batching.maxDelay(), runs,
				(image) -> image.slot().release());
		for (ModelEntry entry : catalog.entries()) {
			this.slots.put(entry.id().value(), new ModelSlot(entry, this::load));
		}
	}

	/**
	 * Loads models before the first request comes, on the calling thread.
	 * @param ids the models beside the default one
	 * @throws ServiceException of the first model that is not there or cannot be loaded;
	 * for operators, so it names the directory
	 */
	void preload(Collection<ModelId> ids) {
		List<ModelId> wanted = new ArrayList<>(ids);
		wanted.addFirst(this.defaultModel);
		for (ModelId id : wanted) {
			ModelSlot slot = this.slots.get(id.value());
			if (slot == null) {
				throw new ServiceException(FailureKind.UNKNOWN_MODEL,
						"Model " + id + " is not in " + this.directory + ", which holds " + this.slots.keySet());
			}
			slot.load();
		}
	}

	/** Checks the files of all models that are not loaded, so that bad ones show. */
	void verifyUnloaded() {
		this.slots.values().forEach(ModelSlot::verify);
	}

	/**
	 * Which model is meant.
	 * @param id name of the model; null for the default one
	 * @return its id
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	public ModelId modelId(@Nullable String id) {
		return (id != null) ? slot(id).id() : this.defaultModel;
	}

	/**
	 * Lends a model, loaded if it was not. Whoever classifies holds the lease from
	 * admission to answer.
	 * @param id name of the model; null for the default one
	 * @param deadline when to give up; loading then goes on for those who come later
	 * @return a lease of the model, warm; the caller gives it back
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none,
	 * {@code UNAVAILABLE} with the reason if it cannot be served,
	 * {@code DEADLINE_EXCEEDED}, {@code OVERLOADED} if too many wait for models
	 */
	public ModelLease lease(@Nullable String id, Deadline deadline) {
		ModelSlot slot = slot((id != null) ? id : this.defaultModel.value());
		ModelLease lease = slot.lease();
		while (lease == null) {
			lease = this.loader.call(slot::load, deadline).lease();
		}
		return lease;
	}

	/**
	 * Runs a model whose last run failed once more, so that a fault that passed does not
	 * keep the service from being ready.
	 * @param id name of the model
	 */
	void retest(ModelId id) {
		try (ModelLease lease = slot(id.value()).lease()) {
			if (lease != null && lease.model().fault() != null) {
				this.loader.call(() -> {
					lease.model().retest();
					return lease;
				}, Deadline.after(RETEST_PATIENCE));
			}
		}
		catch (ServiceException ex) {
			logger.debug("Model {} is still at fault", id, ex);
		}
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
	 * Runs a network on an image, together with images of others that wait, and waits for
	 * it.
	 * @param model the model
	 * @param image a filled slot of the model, released when nothing reads it any more
	 * @param wanted outputs beside the logits
	 * @param deadline when to give up
	 * @return logits {@code [1][classes]} and what was wanted
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} if the service is closed,
	 * {@code INTERNAL} if the executor fails
	 */
	public InferenceResult infer(LoadedModel model, InputSlot image, Set<Output> wanted, Deadline deadline) {
		return this.batcher.call(model, new BatchedRuns.Image(image, wanted), deadline);
	}

	@Override
	public void close() {
		this.loader.close();
		this.batcher.close();
		this.slots.values().forEach(ModelSlot::close);
	}

	private LoadedModel load(VerifiedModel model) {
		long start = System.nanoTime();
		LoadedModel loaded = LoadedModel.load(model, this.selector, this.mayFallBack, this.metrics, this.batchSize);
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
