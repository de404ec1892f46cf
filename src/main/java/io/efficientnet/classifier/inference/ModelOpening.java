package io.efficientnet.classifier.inference;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions of what folders hold: checked, opened, self-tested and warm. A version
 * holds memory from the beginning of its load until it is closed.
 */
final class ModelOpening {

	private static final Logger logger = LoggerFactory.getLogger(ModelOpening.class);

	private final Function<VerifiedModel, LoadedModel> opener;

	private final ModelMemory memory;

	ModelOpening(Function<VerifiedModel, LoadedModel> opener, ModelMemory memory) {
		this.opener = opener;
		this.memory = memory;
	}

	/**
	 * Loads what a folder holds.
	 * @param entry what it holds
	 * @param admission sees the model when it is checked and not loaded yet, and may
	 * refuse it
	 * @return a version that nobody has leased
	 * @throws ServiceException {@code UNAVAILABLE} with the reason, or what the admission
	 * throws
	 */
	ModelVersion open(ModelEntry entry, Consumer<VerifiedModel> admission) {
		VerifiedModel model = explained(entry.id(), entry::verify);
		boolean opened = false;
		try {
			admission.accept(model);
			ModelVersion version = open(model);
			opened = true;
			return version;
		}
		finally {
			if (!opened) {
				model.close();
			}
		}
	}

	private ModelVersion open(VerifiedModel model) {
		ModelId id = model.descriptor().id();
		long estimate = ModelMemory.estimate(model);
		long start = System.nanoTime();
		this.memory.take(estimate);
		boolean opened = false;
		try {
			LoadedModel loaded = explained(id, () -> this.opener.apply(model));
			opened = true;
			logger.info("Loaded model {} on executor {} in {} ms", id, loaded.executor().id(),
					(System.nanoTime() - start) / 1_000_000);
			// Which executor it is, and so how many images it keeps, shows only now
			long bytes = loaded.bytes();
			this.memory.take(bytes - estimate);
			return new ModelVersion(loaded, bytes, () -> this.memory.release(bytes));
		}
		finally {
			if (!opened) {
				this.memory.release(estimate);
			}
		}
	}

	private static <T> T explained(ModelId id, Supplier<T> step) {
		try {
			return step.get();
		}
		catch (ServiceException ex) {
			throw ex;
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			logger.error("Loading model {} failed", id, ex);
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"Model " + id + " cannot be served: loading it failed; the server's log has it", ex);
		}
	}

}
