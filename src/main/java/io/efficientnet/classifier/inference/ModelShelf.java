package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of the catalogue: loaded when first asked for, replaced when their folders
 * change, unloaded when others need the memory. Whatever happens, a lease that was given
 * stays good, and a model that serves goes on until another version is ready in its
 * place.
 */
final class ModelShelf implements AutoCloseable {

	/** Since each has meters of its own. */
	static final int MOST_MODELS = 64;

	private static final Logger logger = LoggerFactory.getLogger(ModelShelf.class);

	private static final Duration LONGEST_LOAD = Duration.ofHours(1);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

	private final ModelId defaultModel;

	private final ModelOpening opening;

	private final ModelRoom room;

	private final InferenceMetrics metrics;

	private final LoaderThread loader = new LoaderThread();

	private final ConcurrentNavigableMap<String, ModelSlot> slots = new ConcurrentSkipListMap<>();

	// Beyond the most that are served; listed as failed, without meters
	private final Set<String> surplus = ConcurrentHashMap.newKeySet();

	// Served, or retired and in use
	private final Set<ModelVersion> unclosed = ConcurrentHashMap.newKeySet();

	private final Set<String> pinned = ConcurrentHashMap.newKeySet();

	// Guarded by itself, as are the meters of models that come and go
	private final List<Consumer<ModelId>> watchers = new ArrayList<>();

	private final AtomicLong uses = new AtomicLong();

	/**
	 * A shelf of models that nobody has loaded.
	 * @param entries the catalogue
	 * @param defaultModel is never unloaded
	 * @param opener opens a model, warm
	 * @param memory what all of them may take
	 * @param unloadPatience how long a load waits for those who use the model that makes
	 * room
	 * @param metrics told of all changes
	 */
	ModelShelf(Collection<ModelEntry> entries, ModelId defaultModel, Function<VerifiedModel, LoadedModel> opener,
			ModelMemory memory, Duration unloadPatience, InferenceMetrics metrics) {
		this.defaultModel = defaultModel;
		this.opening = new ModelOpening(opener, memory);
		this.room = new ModelRoom(memory, this.slots.values(), this::stays, this::unload, unloadPatience);
		this.metrics = metrics;
		this.pinned.add(defaultModel.value());
		entries.stream()
			.sorted(Comparator.comparing((ModelEntry entry) -> !isDefault(entry.id().value())))
			.forEach(this::add);
		metrics.watch(memory);
	}

	/**
	 * Lends a model, loaded if it was not.
	 * @param id name of the model
	 * @param deadline when to give up; loading then goes on for those who come later
	 * @return a lease of the model, warm
	 * @throws ServiceException as {@link InferenceService#lease} says
	 */
	ModelLease lease(String id, Deadline deadline) {
		ModelLease lease = slot(id).lease(this.uses.incrementAndGet());
		while (lease == null) {
			load(id, deadline);
			lease = slot(id).lease(this.uses.incrementAndGet());
		}
		return lease;
	}

	/**
	 * Lends a model that is loaded, and does not count as a use.
	 * @param id name of the model
	 * @return null where it is not loaded
	 */
	@Nullable ModelLease leaseIfLoaded(String id) {
		ModelSlot slot = slot(id);
		return slot.lease(slot.lastUse());
	}

	/**
	 * Loads a model that is never unloaded.
	 * @param id name of the model
	 * @throws ServiceException if it is not there or cannot be loaded
	 */
	void pin(ModelId id) {
		this.pinned.add(id.value());
		load(id.value(), Deadline.after(LONGEST_LOAD));
	}

	/**
	 * Has executors of the models that are loaded measured, one model after the other and
	 * after whatever else is to be done.
	 */
	void measureLoaded() {
		measureNext(new ArrayDeque<>(this.slots.values()));
	}

	/** Finds out whether the files of models that nobody loaded fit. */
	void checkUnloaded() {
		this.slots.keySet().forEach((id) -> onLoader(() -> check(id)));
	}

	/**
	 * Takes in what a folder was found to hold: a new model, a new version, or nothing.
	 * @param entry what is there
	 */
	void put(ModelEntry entry) {
		onLoader(() -> {
			ModelSlot slot = this.slots.get(entry.id().value());
			if (slot == null) {
				appear(entry);
			}
			else if (slot.version() != null) {
				replace(slot, slot.version(), entry);
			}
			else {
				reset(slot, entry);
			}
		});
	}

	/**
	 * The id of a model.
	 * @param id name of the model
	 * @return the same, known to be in the catalogue
	 * @throws ServiceException {@code UNKNOWN_MODEL}
	 */
	ModelId id(String id) {
		return slot(id).id();
	}

	/**
	 * What the folder of a model held when it was taken in.
	 * @param id name of the model
	 * @return null where there is no such model
	 */
	@Nullable ModelEntry entry(String id) {
		ModelSlot slot = this.slots.get(id);
		return (slot != null) ? slot.entry() : null;
	}

	/**
	 * Whether what a folder holds is not served.
	 * @param id name of the model
	 * @return whether it failed or was refused
	 */
	boolean isFailing(String id) {
		ModelSlot slot = this.slots.get(id);
		return slot != null && (slot.state() == ModelState.FAILED || slot.refusedVersion() != null);
	}

	Set<String> ids() {
		return Collections.unmodifiableSet(this.slots.keySet());
	}

	/**
	 * Has a consumer told of all models, now and as they appear, but not of one that was
	 * removed. Meters of models that go are removed by their tag {@code model}.
	 * @param watcher called once for each model
	 */
	void forEachModel(Consumer<ModelId> watcher) {
		synchronized (this.watchers) {
			this.watchers.add(watcher);
			this.slots.keySet().stream().filter((id) -> !this.surplus.contains(id)).map(ModelId::new).forEach(watcher);
		}
	}

	List<ModelReport> reports() {
		return this.slots.values().stream().map((slot) -> slot.report(isDefault(slot.id().value()))).toList();
	}

	ModelReport report(String id) {
		return slot(id).report(isDefault(id));
	}

	/**
	 * Lends and loads nothing any more and closes what nobody uses, the rest with the
	 * last lease. Waits for that, but not long.
	 */
	@Override
	public void close() {
		Deadline deadline = Deadline.after(STOP_PATIENCE);
		if (!this.loader.close(() -> this.slots.values().forEach(ModelShelf::retire), deadline)) {
			logger.warn("A model is still being loaded or measured; the process ends without closing the models");
		}
		for (ModelVersion version : this.unclosed) {
			if (!version.awaitClosed(Duration.ofNanos(deadline.remainingNanos()))) {
				logger.warn("Model {} is still in use; the process ends without closing it",
						version.model().descriptor().id());
			}
		}
	}

	private void measureNext(Queue<ModelSlot> left) {
		ModelSlot slot = left.poll();
		if (slot != null) {
			this.loader.later(() -> {
				measure(slot);
				measureNext(left);
			});
		}
	}

	private void measure(ModelSlot slot) {
		try (ModelLease lease = slot.lease(slot.lastUse())) {
			if (lease != null) {
				lease.model().measure(this.loader::isClosed);
			}
		}
	}

	private static void retire(ModelSlot slot) {
		ModelVersion version = slot.version();
		if (version != null) {
			slot.unload();
			version.retire();
		}
	}

	private ModelVersion open(ModelEntry entry, Consumer<VerifiedModel> admission) {
		this.unclosed.removeIf(ModelVersion::isClosed);
		ModelVersion version = this.opening.open(entry, admission);
		this.unclosed.add(version);
		return version;
	}

	private void load(String id, Deadline deadline) {
		requireNotFailed(slot(id));
		this.loader.run(id, () -> load(id), deadline);
	}

	private static void requireNotFailed(ModelSlot slot) {
		if (slot.state() == ModelState.FAILED) {
			String known = String.valueOf(slot.reason());
			String prefix = "Model " + slot.id() + " cannot be served: ";
			throw new ServiceException(FailureKind.UNAVAILABLE, known.startsWith("Model ") ? known : prefix + known);
		}
	}

	private void onLoader(Runnable change) {
		this.loader.run(change, change, Deadline.after(LONGEST_LOAD));
	}

	private void load(String id) {
		ModelSlot slot = slot(id);
		if (slot.version() != null) {
			return;
		}
		requireNotFailed(slot);
		ModelEntry entry = slot.entry().current();
		slot.startLoading(entry);
		try {
			serve(slot, entry, open(entry, (model) -> requireRoom(slot, model)));
		}
		catch (ServiceException ex) {
			if (slot.state() == ModelState.LOADING) {
				fail(slot, ex);
			}
			throw ex;
		}
	}

	private void requireRoom(ModelSlot slot, VerifiedModel model) {
		if (!hasRoom(slot, model) && !isPinned(slot)) {
			slot.unload();
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"The model that would make room for this one is still in use; try again later");
		}
	}

	/** Models that are pinned are loaded in any case, since somebody said so. */
	private boolean hasRoom(ModelSlot slot, VerifiedModel model) {
		long bytes = ModelMemory.estimate(model);
		if (!isPinned(slot)) {
			this.room.requirePossible(slot, bytes);
		}
		boolean made = this.room.make(slot, bytes);
		if (!made) {
			logger.warn("Model {} takes about {}, which classifier.models.memory does not allow beside what is loaded",
					slot.id(), ModelMemory.megabytes(bytes));
		}
		return made;
	}

	private void serve(ModelSlot slot, ModelEntry entry, ModelVersion version) {
		this.metrics.describe(entry);
		slot.serve(entry, version);
		this.metrics.loaded(slot.id(), version.model().executor());
	}

	private void fail(ModelSlot slot, ServiceException ex) {
		logger.error("{}", ex.getMessage());
		this.metrics.failedToLoad(slot.id());
		slot.fail(String.valueOf(ex.getMessage()));
	}

	private void check(String id) {
		ModelSlot slot = this.slots.get(id);
		if (slot != null && slot.state() == ModelState.UNLOADED) {
			try {
				slot.entry().check();
			}
			catch (ServiceException ex) {
				fail(slot, ex);
			}
		}
	}

	/** Loads what is pinned and checks what may wait for its first request. */
	private void settle(String id) {
		if (!this.pinned.contains(id)) {
			check(id);
			return;
		}
		try {
			load(id);
		}
		catch (ServiceException ex) {
			logger.debug("Model {} is not ready", id, ex);
		}
	}

	private void appear(ModelEntry entry) {
		if (entry.isThere()) {
			logger.info("Model {} appeared", entry.id());
			add(entry);
			settle(entry.id().value());
		}
	}

	private void add(ModelEntry entry) {
		String id = entry.id().value();
		ModelSlot slot = new ModelSlot(entry);
		if (this.slots.size() - this.surplus.size() < MOST_MODELS) {
			synchronized (this.watchers) {
				this.slots.put(id, slot);
				this.metrics.describe(entry);
				this.watchers.forEach((watcher) -> watcher.accept(entry.id()));
			}
		}
		else {
			this.surplus.add(id);
			slot.fail("at most " + MOST_MODELS + " models are served; remove some from the directory");
			this.slots.put(id, slot);
		}
	}

	private void remove(ModelSlot slot) {
		String id = slot.id().value();
		logger.info("Model {} was removed", id);
		synchronized (this.watchers) {
			this.slots.remove(id);
			if (!this.surplus.remove(id)) {
				this.metrics.forget(slot.id());
			}
		}
	}

	/** Where nothing is served, whatever the folder holds may be tried again. */
	private void reset(ModelSlot slot, ModelEntry entry) {
		if (!entry.isThere() && !isDefault(slot.id().value())) {
			remove(slot);
		}
		else if (this.surplus.contains(slot.id().value())) {
			remove(slot);
			add(entry);
		}
		else {
			slot.find(entry);
			this.metrics.describe(entry);
			settle(slot.id().value());
		}
	}

	private void replace(ModelSlot slot, ModelVersion old, ModelEntry entry) {
		if (!entry.isThere() && !isDefault(slot.id().value())) {
			remove(slot);
			slot.unload();
			old.retire();
			return;
		}
		try {
			// Where there is no room for both, memory is exceeded until the old one is
			// closed
			ModelVersion fresh = open(entry, (model) -> hasRoom(slot, model));
			this.metrics.unloaded(slot.id(), old.model().executor());
			serve(slot, entry, fresh);
			old.retire();
			logger.info("Model {} serves the version that its folder holds now", slot.id());
		}
		catch (ServiceException ex) {
			logger.error("What the folder of model {} holds now is not served, the version before goes on: {}",
					slot.id(), ex.getMessage());
			this.metrics.failedToLoad(slot.id());
			slot.refuse(entry, String.valueOf(ex.getMessage()));
		}
	}

	private void unload(ModelSlot slot) {
		ModelVersion version = slot.version();
		if (version != null) {
			logger.info("Unloading model {}, which was used least recently, to make room", slot.id());
			slot.unload();
			this.metrics.unloaded(slot.id(), version.model().executor());
			version.retire();
		}
	}

	private boolean isDefault(String id) {
		return id.equals(this.defaultModel.value());
	}

	private boolean isPinned(ModelSlot slot) {
		return this.pinned.contains(slot.id().value());
	}

	/** A model whose folder holds no version that works could not come back. */
	private boolean stays(ModelSlot slot) {
		return isPinned(slot) || slot.refusedVersion() != null;
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
