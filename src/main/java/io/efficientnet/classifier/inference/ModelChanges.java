package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in models that come, change or go in the directory. What is whole by its checksum
 * is taken in at once; anything else, such as a folder that is missing or a file that is
 * being copied, only when it looks the same twice. One thread looks, any may ask what is
 * outstanding.
 */
final class ModelChanges {

	private static final Logger logger = LoggerFactory.getLogger(ModelChanges.class);

	private final ModelShelf shelf;

	private final Map<String, ModelEntry> outstanding = new ConcurrentSkipListMap<>();

	private ModelCatalog catalog;

	/**
	 * No changes yet.
	 * @param shelf told of changes
	 * @param catalog what the shelf began with
	 */
	ModelChanges(ModelShelf shelf, ModelCatalog catalog) {
		this.shelf = shelf;
		this.catalog = catalog;
	}

	/**
	 * Looks at the directory once.
	 * @param retried models whose folders are tried again though they did not change, if
	 * what they hold is not served
	 * @return whether all that changed was taken in
	 * @throws IOException if the directory cannot be read; what is loaded goes on
	 * @throws ServiceException as {@link ModelShelf#put}
	 */
	boolean look(Set<String> retried) throws IOException {
		this.catalog = this.catalog.reread();
		List<ModelEntry> changes = changes(retried);
		this.outstanding.keySet().retainAll(changes.stream().map((entry) -> entry.id().value()).toList());
		for (ModelEntry entry : changes.stream().filter(this::isSettled).toList()) {
			this.shelf.put(entry);
			this.outstanding.remove(entry.id().value());
		}
		return this.outstanding.isEmpty();
	}

	/**
	 * Models whose folders changed and were not taken in yet.
	 * @return their ids, sorted
	 */
	List<String> outstanding() {
		return List.copyOf(this.outstanding.keySet());
	}

	private List<ModelEntry> changes(Set<String> retried) {
		List<ModelEntry> changes = new ArrayList<>();
		for (ModelEntry found : this.catalog.entries()) {
			String id = found.id().value();
			ModelEntry known = this.shelf.entry(id);
			if (known == null || !known.isSameAs(found) || (retried.contains(id) && this.shelf.isFailing(id))) {
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
		ModelEntry before = this.outstanding.put(entry.id().value(), entry);
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
