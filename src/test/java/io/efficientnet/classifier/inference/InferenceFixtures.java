package io.efficientnet.classifier.inference;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Models with weights by the formula of the goldens, and inputs for them. */
public final class InferenceFixtures {

	private static final ConcurrentMap<EfficientNetVariant, VerifiedModel> MODELS = new ConcurrentHashMap<>();

	private InferenceFixtures() {
	}

	/**
	 * A model with formula weights, padded as TensorFlow does.
	 * @param variant of the network
	 * @return the same model each time
	 */
	public static VerifiedModel model(EfficientNetVariant variant) {
		return MODELS.computeIfAbsent(variant, InferenceFixtures::build);
	}

	/**
	 * How far numbers spread around their mean.
	 * @param values at least one
	 * @return their standard deviation
	 */
	public static double standardDeviation(float[] values) {
		double sum = 0;
		double squares = 0;
		for (float value : values) {
			sum += value;
			squares += (double) value * value;
		}
		double mean = sum / values.length;
		return Math.sqrt(squares / values.length - mean * mean);
	}

	/**
	 * Numbers in -2..2 that differ everywhere.
	 * @param extents of the tensor
	 * @return a tensor in native memory
	 */
	public static Tensor input(int... extents) {
		Tensor tensor = Tensor.allocate(Shape.of(extents));
		for (int i = 0; i < tensor.data().limit(); i++) {
			tensor.data().put(i, (float) (2 * Math.sin(i * 0.7) * Math.cos(i * 0.013)));
		}
		return tensor;
	}

	/**
	 * Whether this program has an executor, be it usable here or not.
	 * @param executor the kind of executor
	 * @return whether it can be asked to open a model
	 */
	public static boolean isBuiltIn(ExecutorKind executor) {
		return BackendFactories.all(1).stream().anyMatch((factory) -> factory.executor() == executor);
	}

	private static VerifiedModel build(EfficientNetVariant variant) {
		ConvertedModel converted = ModelConversion.synthesize(variant, 0);
		byte[] file = OnnxWriter.toByteArray(converted.model());
		ByteBuffer graph = ByteBuffer.allocateDirect(file.length).put(file).flip();
		int resolution = converted.resolution();
		Preprocessing preprocessing = new Preprocessing("fixture", resolution, Preprocessing.Mode.SHORTEST_SIDE,
				Preprocessing.Filter.BICUBIC, resolution, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
		ModelDescriptor descriptor = new ModelDescriptor(new ModelId("fixture-" + variant.id()), variant.id(), true,
				new ModelDescriptor.Graph("0".repeat(64), "image",
						new ModelDescriptor.Outputs("logits", "embedding", "features")),
				new ModelDescriptor.Weights("synthetic", converted.weightsSha256(), "Apache-2.0"), converted.classes(),
				null, preprocessing, ModelDescriptor.Tolerance.DEFAULT, null);
		return new VerifiedModel(descriptor, graph, Labels.numbered(converted.classes()), null);
	}

}
