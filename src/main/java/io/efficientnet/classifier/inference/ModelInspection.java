package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.inference.reference.ReferenceBackendFactory;
import io.efficientnet.classifier.inference.reference.graph.GraphSimplifier;
import io.efficientnet.classifier.inference.reference.graph.MultiplyAdds;
import io.efficientnet.classifier.model.GoldenLogits;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how a server on this machine would serve a model. */
public final class ModelInspection {

	private static final Logger logger = LoggerFactory.getLogger(ModelInspection.class);

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
		try (VerifiedModel model = entry.verify()) {
			return new ReferenceBackendFactory(1).plan(model);
		}
	}

	/**
	 * A graph as others look at it: without local functions.
	 * @param model as it was read
	 * @return the same network, all nodes in its graph
	 * @throws ServiceException {@code INVALID_REQUEST} if its functions cannot be
	 * replaced by their bodies
	 */
	public static OnnxModel inlined(OnnxModel model) {
		return GraphSimplifier.inlined(model);
	}

	/**
	 * Whether a graph computes each image of a batch as if it were alone.
	 * @param model that declares a free number of images
	 * @param side of the square images, in pixels
	 * @param output what is computed
	 * @return false also where the Java executor, which can tell, does not run it
	 */
	public static boolean keepsImagesApart(OnnxModel model, int side, String output) {
		try {
			return MultiplyAdds.of(model, side, output) > 0;
		}
		catch (ServiceException ex) {
			logger.debug("The graph is left with the number of images that it declares", ex);
			return false;
		}
	}

	/**
	 * Counts multiply-adds of convolutions and classifier by what the graph computes.
	 * @param model the model
	 * @return those of one image
	 * @throws ServiceException {@code INVALID_REQUEST} if the Java executor, which knows
	 * the extents, cannot run it
	 */
	public static long multiplyAdds(VerifiedModel model) {
		return MultiplyAdds.of(OnnxReader.read(model.graph()), model.descriptor().preprocessing().crop(),
				model.descriptor().graph().outputs().logits());
	}

	/**
	 * Computes what executors are held to when they load a model, with ONNX Runtime on
	 * the CPU.
	 * @param model as it will be installed
	 * @return logits to store with it; null where ONNX Runtime does not run it here
	 */
	public static @Nullable GoldenLogits golden(VerifiedModel model) {
		switch (new OrtCpuBackendFactory(1).open(model)) {
			case BackendFactory.Available(InferenceBackend backend) -> {
				try (backend) {
					SelfTest test = new SelfTest(model);
					return test.golden(backend.infer(test.image(), Set.of()).logits(), backend.runtime());
				}
			}
			case BackendFactory.Unavailable(String reason, String remedy) -> {
				logger.warn("Model {} gets no selftest.json, so that executors are compared with each other: {} {}",
						model.descriptor().id(), reason, remedy);
				return null;
			}
		}
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
		try (VerifiedModel model = entry.verify()) {
			return inspect(model, entry, isDefault);
		}
	}

	private ModelReport inspect(VerifiedModel model, ModelEntry entry, boolean isDefault) {
		BackendSelector.Selection selection = this.selector.select(model, Map.of());
		try (InferenceBackend backend = selection.backend()) {
			return ModelReport.of(entry, ModelState.READY, null, backend.executor(),
					List.copyOf(selection.statuses().values()), isDefault);
		}
	}

}
