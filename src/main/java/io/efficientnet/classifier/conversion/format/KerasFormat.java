package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.efficientnet.classifier.failure.ServiceException;

/**
 * Weights or whole models that Keras 2 or 3 wrote as {@code .h5}, {@code .weights.h5} or,
 * in a zip archive, {@code .keras}. Tensors get the names of Keras 2,
 * {@code layer/weight:0}: the last two parts of a dataset's path, whatever models the
 * layer is nested in. The classifier becomes {@code predictions}.
 */
final class KerasFormat {

	private static final String NAME = "Keras file";

	/**
	 * Group of the weights in the file of a whole model, beside those of the optimizer.
	 */
	private static final String MODEL = "model_weights/";

	private static final String CLASSIFIER = "predictions/";

	/** Weights in {@code .weights.h5}: kind of the layer, and which of its weights. */
	private static final Pattern NUMBERED = Pattern
		.compile("(?<group>(.*/)?layers/(?<kind>[a-z]+(_[a-z]+)*(2d)?)(_\\d+)?/vars)/(?<index>\\d{1,4})");

	private static final Map<String, List<String>> WEIGHTS = Map.of("conv2d", List.of("kernel", "bias"),
			"depthwise_conv2d", List.of("depthwise_kernel", "bias"), "dense", List.of("kernel", "bias"),
			"batch_normalization", List.of("gamma", "beta", "moving_mean", "moving_variance"));

	private KerasFormat() {
	}

	/**
	 * Reads the datasets.
	 * @param file the whole file
	 * @return its tensors
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(MemorySegment file) {
		Hdf5File hdf5 = Hdf5File.read(file);
		boolean wholeModel = hdf5.datasets().keySet().stream().anyMatch((path) -> path.startsWith(MODEL));
		Map<String, StoredTensor> named = new LinkedHashMap<>();
		hdf5.datasets().forEach((path, tensor) -> {
			Matcher number = NUMBERED.matcher(path);
			if (number.matches()) {
				put(named, name(hdf5, number), tensor);
			}
			else if ((!wholeModel || path.startsWith(MODEL)) && !path.startsWith("optimizer/")) {
				put(named, name(path), tensor);
			}
		});
		StoredWeights.Builder tensors = new StoredWeights.Builder(NAME);
		String classifier = classifier(named);
		named.forEach((name, tensor) -> tensors
			.add(name.startsWith(classifier) ? CLASSIFIER + name.substring(classifier.length()) : name, tensor));
		return tensors.build();
	}

	private static void put(Map<String, StoredTensor> named, String name, StoredTensor tensor) {
		if (named.put(name, tensor) != null) {
			throw Refusal.malformed(NAME, "there are two weights " + Refusal.quoted(name));
		}
	}

	private static String name(Hdf5File hdf5, Matcher number) {
		String layer = hdf5.groupNames().get(number.group("group"));
		if (layer == null) {
			throw Refusal.malformed(NAME,
					"it numbers its weights without naming the layers; save the whole model as .h5");
		}
		List<String> weights = WEIGHTS.getOrDefault(number.group("kind"), List.of());
		int index = Integer.parseInt(number.group("index"));
		return layer + "/" + ((index < weights.size()) ? weights.get(index) : number.group("index")) + ":0";
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
