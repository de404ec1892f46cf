package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;

/**
 * Weights or whole models that Keras 2 or 3 wrote as {@code .h5}. Tensors get the names
 * of Keras 2, {@code layer/weight:0}: the last two parts of a dataset's path, whatever
 * models the layer is nested in. The classifier becomes {@code predictions}.
 */
final class KerasFormat {

	private static final String NAME = "Keras file";

	/**
	 * Group of the weights in the file of a whole model, beside those of the optimizer.
	 */
	private static final String MODEL = "model_weights/";

	private static final String CLASSIFIER = "predictions/";

	private KerasFormat() {
	}

	/**
	 * Reads the datasets.
	 * @param file the whole file
	 * @return its tensors
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(MemorySegment file) {
		Map<String, StoredTensor> datasets = Hdf5File.datasets(file);
		boolean wholeModel = datasets.keySet().stream().anyMatch((path) -> path.startsWith(MODEL));
		Map<String, StoredTensor> named = new LinkedHashMap<>();
		datasets.forEach((path, tensor) -> {
			if (path.startsWith("layers/") && path.contains("/vars/")) {
				throw Refusal.malformed(NAME, "it numbers its weights instead of naming them, as .weights.h5 files do; "
						+ "save the whole model as .h5");
			}
			if ((!wholeModel || path.startsWith(MODEL)) && named.put(name(path), tensor) != null) {
				throw Refusal.malformed(NAME, "there are two weights " + Refusal.quoted(name(path)));
			}
		});
		StoredWeights.Builder tensors = new StoredWeights.Builder(NAME);
		String classifier = classifier(named);
		named.forEach((name, tensor) -> tensors
			.add(name.startsWith(classifier) ? CLASSIFIER + name.substring(classifier.length()) : name, tensor));
		return tensors.build();
	}

	private static String name(String path) {
		List<String> parts = List.of(path.split("/"));
		String layer = (parts.size() < 2) ? "" : parts.get(parts.size() - 2) + "/";
		String weight = parts.getLast();
		if (weight.endsWith(":0")) {
			return layer + weight;
		}
		// Keras 3 calls the kernels of all convolutions alike
		return layer + ((weight.equals("kernel") && layer.endsWith("dwconv/")) ? "depthwise_kernel" : weight) + ":0";
	}

	// Called predictions or probs in published files, anything in fine-tuned ones
	private static String classifier(Map<String, StoredTensor> named) {
		List<String> dense = new ArrayList<>();
		named.forEach((name, tensor) -> {
			if (name.endsWith("/kernel:0") && tensor.shape().rank() == 2) {
				dense.add(name.substring(0, name.length() - "kernel:0".length()));
			}
		});
		return (dense.size() == 1) ? dense.getFirst() : CLASSIFIER;
	}

}
