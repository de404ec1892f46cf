package io.efficientnet.classifier.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.efficientnet.classifier.batching.Batcher;
import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Normalised tensors to logits. Runs happen on the service's own platform threads, since
 * native calls pin a virtual thread's carrier; callers wait. Safe for concurrent use.
 */
public final class InferenceService implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InferenceService.class);

	private static final Duration RETEST_PATIENCE = Duration.ofSeconds(1);

	/** Longer than requests last that use a model which is to make room. */
	private static final Duration UNLOAD_PATIENCE = Duration.ofSeconds(10);

	private final Path directory;

	private final ModelId defaultModel;

	private final ModelShelf shelf;

	private final Batcher<LoadedModel, BatchedRuns.Image, InferenceResult> batcher;

	private volatile boolean started;

	InferenceService(ModelCatalog catalog, ModelId defaultModel, List<BackendFactory> factories,
			InferenceProperties properties, ModelMemory memory, BatchingProperties batching, InferenceMetrics metrics,
			BatchMetrics batchMetrics) {
		this.directory = catalog.directory();
		this.defaultModel = defaultModel;
		BackendSelector selector = new BackendSelector(factories, properties.executor(),
				new SpeedTrial(System::nanoTime));
		this.shelf = new ModelShelf(catalog.entries(), defaultModel, (model) -> this.started
				? LoadedModel.load(model, selector, properties.fallback(), metrics, batching.maxSize())
				: LoadedModel.loadUnmeasured(model, selector, properties.fallback(), metrics, batching.maxSize()),
				memory, UNLOAD_PATIENCE, metrics);
		this.shelf.forEachModel(batchMetrics::register);
		BatchedRuns runs = new BatchedRuns(batching.maxSize(), batchMetrics);
		// One for each core, however few threads a run takes
		this.batcher = new Batcher<>("inference", Runtime.getRuntime().availableProcessors(), runs, batching.maxDelay(),
				runs, (image) -> image.slot().release());
	}

	/**
	 * The models and their lives.
	 * @return the shelf that leases come from
	 */
	ModelShelf shelf() {
		return this.shelf;
	}

	/**
	 * Loads models before the first request comes; they are never unloaded.
	 * @param ids the models beside the default one
	 * @throws ServiceException of the first model that is not there or cannot be loaded;
	 * for operators, so it names the directory
	 */
	void preload(Collection<ModelId> ids) {
		List<ModelId> wanted = new ArrayList<>(ids);
		wanted.addFirst(this.defaultModel);
		for (ModelId id : wanted) {
			if (this.shelf.entry(id.value()) == null) {
				throw new ServiceException(FailureKind.UNKNOWN_MODEL,
						"Model " + id + " is not in " + this.directory + ", which holds " + this.shelf.ids());
			}
			this.shelf.pin(id);
		}
	}

	/**
	 * Has executors of the models that were loaded for the start measured in the
	 * background. Models that are loaded from now on are measured before they serve.
	 */
	void start() {
		this.started = true;
		this.shelf.measureLoaded();
	}

	/**
	 * Which model is meant.
	 * @param id name of the model; null for the default one
	 * @return its id
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	public ModelId modelId(@Nullable String id) {
		return this.shelf.id((id != null) ? id : this.defaultModel.value());
	}

	/**
	 * Lends a model, loaded if it was not. Whoever classifies holds the lease from
	 * admission to answer.
	 * @param id name of the model; null for the default one
	 * @param deadline when to give up; loading then goes on for those who come later
	 * @return a lease of the model, warm; the caller gives it back
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none,
	 * {@code UNAVAILABLE} with the reason if it cannot be served, or not now,
	 * {@code DEADLINE_EXCEEDED}
	 */
	public ModelLease lease(@Nullable String id, Deadline deadline) {
		return this.shelf.lease((id != null) ? id : this.defaultModel.value(), deadline);
	}

	/**
	 * Runs a model whose last run failed once more, so that a fault that passed does not
	 * keep the service from being ready.
	 * @param id name of the model
	 */
	void retest(ModelId id) {
		try (ModelLease lease = this.shelf.leaseIfLoaded(id.value())) {
			if (lease != null && lease.model().fault() != null) {
				Deadline deadline = Deadline.after(RETEST_PATIENCE);
				infer(lease.model(), lease.model().testImage(deadline), Set.of(), deadline, Batcher.Watcher.NOBODY);
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
		return this.shelf.reports();
	}

	/**
	 * One model of the catalogue.
	 * @param id name of the model
	 * @return its report
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	public ModelReport report(String id) {
		return this.shelf.report(id);
	}

	/**
	 * Has a consumer told of all models, now and as they appear, so that it can register
	 * meters. Those of a model that goes are removed by their tag {@code model}, and must
	 * not be registered again by what ends later.
	 * @param watcher called once for each appearance
	 */
	public void forEachModel(Consumer<ModelId> watcher) {
		this.shelf.forEachModel(watcher);
	}

	/**
	 * Runs a network on an image, together with images of others that wait, and waits for
	 * it.
	 * @param model the model
	 * @param image a filled slot of the model, released when nothing reads it any more
	 * @param wanted outputs beside the logits
	 * @param deadline when to give up
	 * @param watcher decides whether the image is still run when its turn comes
	 * @return logits {@code [1][classes]} and what was wanted
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} if the service is closed or
	 * memory does not suffice for the image, {@code INTERNAL} if the executor fails
	 */
	public InferenceResult infer(LoadedModel model, InputSlot image, Set<Output> wanted, Deadline deadline,
			Batcher.Watcher watcher) {
		return this.batcher.call(model, new BatchedRuns.Image(image, wanted), deadline, watcher);
	}

	@Override
	public void close() {
		this.batcher.close();
		this.shelf.close();
	}

}
