package io.efficientnet.classifier.conversion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.efficientnet.classifier.tensor.Shape;

/** Makes files with the groups of Keras around zeros. */
final class KerasFixtures {

	private static final Map<String, List<String>> KINDS = Map.of("conv2d", List.of("kernel:0", "bias:0"),
			"depthwise_conv2d", List.of("depthwise_kernel:0"), "batch_normalization",
			List.of("gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"));

	private KerasFixtures() {
	}

	/** As Keras 2: the name of a layer, and again before each of its weights. */
	static byte[] named(WeightArchive archive) {
		Map<String, Shape> datasets = new TreeMap<>();
		archive.names()
			.forEach((name) -> datasets.put(name.substring(0, name.indexOf('/')) + "/" + name, archive.shape(name)));
		return Hdf5Fixtures.file(datasets, Map.of());
	}

	/** As Keras 3: kinds and numbers, and the name of a layer as an attribute. */
	static byte[] numbered(WeightArchive archive) {
		Map<String, Shape> datasets = new TreeMap<>();
		Map<String, String> groups = new TreeMap<>();
		Map<String, String> groupNames = new HashMap<>();
		for (String name : archive.names()) {
			String layer = name.substring(0, name.indexOf('/'));
			String weight = name.substring(layer.length() + 1);
			String kind = layer.equals("predictions") ? "dense"
					: KINDS.entrySet()
						.stream()
						.filter((entry) -> entry.getValue().contains(weight))
						.findFirst()
						.orElseThrow()
						.getKey();
			String group = groups.computeIfAbsent(layer, (_) -> "layers/%s_%d/vars".formatted(kind, groups.size() + 1));
			groupNames.put(group, layer);
			List<String> weights = KINDS.getOrDefault(kind, List.of("kernel:0", "bias:0"));
			datasets.put(group + "/" + weights.indexOf(weight), archive.shape(name));
		}
		return Hdf5Fixtures.file(datasets, groupNames);
	}

}
