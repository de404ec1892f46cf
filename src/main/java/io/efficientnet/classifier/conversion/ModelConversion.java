package io.efficientnet.classifier.conversion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import org.jspecify.annotations.Nullable;

/** Weights to an executable model. */
public final class ModelConversion {

	private static final String PRODUCER = "efficientnet-classifier";

	private static final int IMAGENET_CLASSES = 1000;

	private ModelConversion() {
	}

	/**
	 * Converts the weights of an archive. Equal archives give equal models, bit for bit.
	 * @param archive all weights of one network
	 * @param weightSet what the archive does not say, see {@link WeightSets#choose}
	 * @return the model; it shares nothing with the archive
	 * @throws ServiceException {@code INVALID_REQUEST} if a tensor is missing, has other
	 * extents than the variant needs, or has no place in it
	 */
	public static ConvertedModel convert(WeightArchive archive, WeightSet weightSet) {
		EfficientNetVariant variant = weightSet.variant();
		LayerWeights weights = new LayerWeights(archive, variant, weightSet);
		int classes = weights.classes();
		OnnxGraph graph = new EfficientNetGraphBuilder(variant.spec(), weights, weightSet.padding()).build(variant.id(),
				classes);
		weights.requireAllUsed();
		// Not Map.of, whose order differs from run to run
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("variant", variant.id());
		metadata.put("weights", weightSet.name());
		OnnxModel model = new OnnxModel(EfficientNetGraphBuilder.IR_VERSION, PRODUCER, "",
				List.of(new OnnxOperatorSet("", EfficientNetGraphBuilder.OPERATOR_SET)), metadata, graph, List.of());
		return new ConvertedModel(model, variant, weightSet, WeightsDigest.of(archive, weights.used()), classes);
	}

	/**
	 * Makes a model with weights by a formula, for benchmarks and tests.
	 * @param variant of the network
	 * @param seed changes all weights
	 * @return a model of 1000 classes, padded as TensorFlow does
	 */
	public static ConvertedModel synthesize(EfficientNetVariant variant, long seed) {
		return synthesize(variant, seed, null);
	}

	/**
	 * Makes a model with weights by a formula, for benchmarks and tests.
	 * @param variant of the network
	 * @param seed changes all weights
	 * @param imitated name of the weight set whose tensor names, epsilon, padding and
	 * preprocessing are taken; null for the usual one of the variant
	 * @return a model of 1000 classes
	 * @throws ServiceException {@code INVALID_REQUEST} if the variant has no such weight
	 * set
	 */
	public static ConvertedModel synthesize(EfficientNetVariant variant, long seed, @Nullable String imitated) {
		WeightSet weightSet = WeightSets.synthetic(variant, imitated);
		return convert(new SyntheticWeights(variant.spec(), IMAGENET_CLASSES, weightSet.source(), seed), weightSet);
	}

}
