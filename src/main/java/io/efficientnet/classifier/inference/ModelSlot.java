package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue and where it is in its life. One thread changes it, any may
 * look and lease.
 */
final class ModelSlot {

	private volatile Life life;

	private volatile long lastUse;

	ModelSlot(ModelEntry entry) {
		this.life = found(entry);
	}

	/**
	 * Lends the model, if it is loaded.
	 * @param use number of the use, rising
	 * @return a lease of the model, warm, or null
	 */
	@Nullable ModelLease lease(long use) {
		this.lastUse = use;
		for (ModelVersion version = version(); version != null; version = version()) {
			ModelLease lease = version.lease();
			if (lease != null) {
				return lease;
			}
			// Retired only after another version, or none, took its place: look again
		}
		return null;
	}

	ModelId id() {
		return this.life.entry().id();
	}

	/**
	 * What the folder was found to hold.
	 * @return the entry that was seen last, be it the one that serves or not
	 */
	ModelEntry entry() {
		return this.life.entry();
	}

	ModelState state() {
		return this.life.state();
	}

	/**
	 * Why the model is not served.
	 * @return null unless it failed
	 */
	@Nullable String reason() {
		return this.life.reason();
	}

	/**
	 * Why the folder's content does not replace what is served.
	 * @return null where it does
	 */
	@Nullable String refusedVersion() {
		return this.life.refusedVersion();
	}

	/**
	 * What is served.
	 * @return null unless the model is ready
	 */
	@Nullable ModelVersion version() {
		return this.life.version();
	}

	long lastUse() {
		return this.lastUse;
	}

	/**
	 * Notes that the folder changed, where nothing is served.
	 * @param entry what it holds now
	 */
	void find(ModelEntry entry) {
		this.life = found(entry);
	}

	/**
	 * Notes that the model is on its way.
	 * @param entry that is loaded
	 */
	void startLoading(ModelEntry entry) {
		this.life = new Life(entry, ModelState.LOADING, null, null, null);
	}

	void fail(String reason) {
		this.life = new Life(entry(), ModelState.FAILED, reason, null, null);
	}

	/**
	 * Serves a version from now on.
	 * @param entry that it was loaded from
	 * @param version warm
	 */
	void serve(ModelEntry entry, ModelVersion version) {
		this.life = new Life(entry, ModelState.READY, null, version, null);
	}

	/**
	 * Goes on with the version that is served.
	 * @param entry what the folder holds instead
	 * @param reason why that is not served
	 */
	void refuse(ModelEntry entry, String reason) {
		this.life = new Life(entry, ModelState.READY, null, version(), reason);
	}

	/** Serves no more; the caller retires the version. */
	void unload() {
		this.life = new Life(entry(), ModelState.UNLOADED, null, null, null);
	}

	ModelReport report(boolean isDefault) {
		Life now = this.life;
		if (now.version() == null) {
			return ModelReport.of(now.entry(), now.state(), now.reason(), null, List.of(), isDefault);
		}
		LoadedModel model = now.version().model();
		ModelDescriptor served = model.descriptor();
		return ModelReport
			.of(served.id(), served, now.state(), model.fault(), model.executor(), model.statuses(), isDefault)
			.withRefusedVersion(now.refusedVersion());
	}

	private static Life found(ModelEntry entry) {
		return new Life(entry, (entry.fault() != null) ? ModelState.FAILED : ModelState.UNLOADED, entry.fault(), null,
				null);
	}

	/**
	 * All that changes together.
	 *
	 * @param entry what the folder was found to hold
	 * @param state as callers are told it
	 * @param reason of a failure
	 * @param version what is served, there exactly when the model is ready
	 * @param refusedVersion why the entry is not what is served
	 */
	private record Life(ModelEntry entry, ModelState state, @Nullable String reason, @Nullable ModelVersion version,
			@Nullable String refusedVersion) {
	}

}
