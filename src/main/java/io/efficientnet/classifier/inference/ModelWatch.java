package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in models that come, change or go in the directory. What is whole by its checksum
 * is taken in at once; anything else, such as a folder that is missing or a file that is
 * being copied, only when it looks the same twice.
 */
final class ModelWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ModelWatch.class);

	/** Longer than a folder is missing between the two renames that replace it. */
	private static final Duration SETTLE = Duration.ofMillis(200);

	private final ModelShelf shelf;

	private final Duration settle;

	private final Map<String, ModelEntry> unsettled = new HashMap<>();

	private final Thread thread;

	private ModelCatalog catalog;

	/**
	 * Begins to watch, and has models that are not loaded checked.
	 * @param shelf told of changes
	 * @param catalog what the shelf began with
	 * @param interval between two looks; zero for looks on demand only
	 */
	ModelWatch(ModelShelf shelf, ModelCatalog catalog, Duration interval) {
		this(shelf, catalog, interval, SETTLE);
	}

	ModelWatch(ModelShelf shelf, ModelCatalog catalog, Duration interval, Duration settle) {
		this.shelf = shelf;
		this.catalog = catalog;
		this.settle = settle;
		this.thread = Thread.ofPlatform().name("model-watch").daemon().start(() -> watch(interval));
	}

	/**
	 * Takes in all changes now.
	 * @param retried a model whose folder is tried again though it did not change, if
	 * what it holds is not served; null for none
	 */
	synchronized void refresh(@Nullable String retried) {
		if (!look(retried)) {
			try {
				Thread.sleep(this.settle);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			look(retried);
		}
	}

	/**
	 * Looks at the directory once.
	 * @return whether all that changed was taken in
	 */
	synchronized boolean look() {
		return look(null);
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

	private void watch(Duration interval) {
		try {
			this.shelf.checkUnloaded();
			while (interval.isPositive()) {
				Thread.sleep(interval);
				poll();
			}
		}
		catch (InterruptedException | ServiceException ex) {
			logger.debug("The models are watched no more", ex);
		}
	}

	private void poll() {
		try {
			look();
		}
		catch (RuntimeException ex) {
			// Thrown on, it would end the polls for good.
			logger.error("Looking for changed models failed", ex);
		}
	}

	private synchronized boolean look(@Nullable String retried) {
		try {
			this.catalog = this.catalog.reread();
		}
		catch (IOException ex) {
			logger.warn("The models directory cannot be read, what is loaded goes on: {}", ex.toString());
			return true;
		}
		List<ModelEntry> changes = changes(retried);
		this.unsettled.keySet().retainAll(changes.stream().map((entry) -> entry.id().value()).toList());
		changes.stream().filter(this::isSettled).forEach((entry) -> {
			this.unsettled.remove(entry.id().value());
			this.shelf.put(entry);
		});
		return this.unsettled.isEmpty();
	}

	private List<ModelEntry> changes(@Nullable String retried) {
		List<ModelEntry> changes = new ArrayList<>();
		for (ModelEntry found : this.catalog.entries()) {
			String id = found.id().value();
			ModelEntry known = this.shelf.entry(id);
			if (known == null || !known.isSameAs(found) || (id.equals(retried) && this.shelf.isFailing(id))) {
				changes.add(found);
			}
		}
		for (String id : this.shelf.ids()) {
			ModelEntry known = this.shelf.entry(id);
			if (known != null && known.isThere() && this.catalog.find(id) == null) {
				changes.add(known.removed());
			}
		}
		return changes;
	}

	private boolean isSettled(ModelEntry entry) {
		ModelEntry before = this.unsettled.put(entry.id().value(), entry);
		return (before != null && before.isSameAs(entry)) || isWhole(entry);
	}

	private static boolean isWhole(ModelEntry entry) {
		try {
			entry.check();
			return true;
		}
		catch (ServiceException ex) {
			logger.debug("Model {} may still be on its way", entry.id(), ex);
			return false;
		}
	}

}
