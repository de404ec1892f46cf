package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.ReferenceBackendFactory;
import io.efficientnet.classifier.model.ModelEntry;

/** Finds out how a server on this machine would serve a model. */
public final class ModelInspection {

	private final BackendSelector selector;

	ModelInspection(BackendSelector selector) {
		this.selector = selector;
	}

	/**
	 * Inspects on the executors that this program has.
	 * @param choice which of them may serve
	 * @param threads threads of one run on the CPU; 0 means one per core
	 * @return an inspection for any number of models
	 */
	public static ModelInspection on(ExecutorChoice choice, int threads) {
		int effective = new InferenceProperties(choice, threads, true).effectiveThreads();
		return new ModelInspection(
				new BackendSelector(BackendFactories.all(effective), choice, new SpeedTrial(System::nanoTime)));
	}

	/**
	 * Describes how the Java executor runs a model.
	 * @param entry from the catalogue
	 * @return a table of steps
	 * @throws ServiceException with the reason if it cannot run it
	 */
	public static String plan(ModelEntry entry) {
		return new ReferenceBackendFactory(1).plan(entry.verify());
	}

	/**
	 * Loads a model as a server does, which takes about a second, and closes it again.
	 * @param entry from the catalogue
	 * @param isDefault whether it is the default model
	 * @return state {@code READY}, with the executor and what came of each
	 * @throws ServiceException {@code UNAVAILABLE} with the reasons where a server could
	 * not serve it
	 */
	public ModelReport inspect(ModelEntry entry, boolean isDefault) {
		BackendSelector.Selection selection = this.selector.select(entry.verify(), Map.of());
		try (InferenceBackend backend = selection.backend()) {
			return ModelReport.of(entry, ModelState.READY, null, backend.executor(),
					List.copyOf(selection.statuses().values()), isDefault);
		}
	}

}
