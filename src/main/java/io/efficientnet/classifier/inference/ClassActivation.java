package io.efficientnet.classifier.inference;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Class activation maps: the classifier's weights of a class, applied at each position of
 * the features before pooling. No second pass through the network is needed.
 *
 * @see <a href="https://arxiv.org/abs/1512.04150">Learning Deep Features for
 * Discriminative Localization</a>
 */
final class ClassActivation {

	// [classes][features]
	private final Tensor weights;

	private ClassActivation(Tensor weights) {
		this.weights = weights;
	}

	/**
	 * Finds the classifier of a graph: the Gemm that gives the logits.
	 * @param model the model
	 * @return maps for its classes
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph ends otherwise
	 */
	static ClassActivation of(VerifiedModel model) {
		OnnxGraph graph = OnnxReader.read(model.graph()).graph();
		String logits = model.descriptor().graph().outputs().logits();
		for (OnnxNode node : graph.nodes()) {
			if (node.outputs().contains(logits) && node.operator().equals("Gemm") && node.integer("transB", 0) == 1) {
				Tensor weights = weights(node.inputs().get(1), graph);
				if (weights != null) {
					return new ClassActivation(weights);
				}
			}
		}
		throw new ServiceException(FailureKind.INVALID_REQUEST, "This model's graph offers no heatmap");
	}

	/** A copy, since a view would keep the whole file in memory. */
	private static @Nullable Tensor weights(String name, OnnxGraph graph) {
		OnnxConstant floats = graph.initializers().get(name);
		if (floats != null) {
			return Tensor.of(floats.shape(), floats.toTensor().toArray());
		}
		return graph.nodes()
			.stream()
			.filter((node) -> node.outputs().contains(name))
			.findFirst()
			.map((node) -> stored(node, graph))
			.orElse(null);
	}

	/** Weights that are stored in less than float32. */
	private static @Nullable Tensor stored(OnnxNode node, OnnxGraph graph) {
		OnnxConstant narrow = graph.initializers().get(node.inputs().getFirst());
		if (narrow == null) {
			return null;
		}
		return switch (node.operator()) {
			case "Cast" -> narrow.toTensor();
			case "DequantizeLinear" -> dequantized(narrow, graph.initializers().get(node.inputs().get(1)));
			default -> null;
		};
	}

	/** Of int8, symmetric, by row. */
	private static @Nullable Tensor dequantized(OnnxConstant integers, @Nullable OnnxConstant scales) {
		int rows = integers.shape().dimension(0);
		if (integers.elementType() != OnnxElementType.INT8 || scales == null || scales.shape().elementCount() != rows) {
			return null;
		}
		FloatBuffer scale = scales.toTensor().data();
		ByteBuffer bytes = integers.data();
		float[] values = new float[bytes.remaining()];
		for (int i = 0; i < values.length; i++) {
			values[i] = bytes.get(i) * scale.get(i / (values.length / rows));
		}
		return Tensor.of(integers.shape(), values);
	}

	/**
	 * The map of a class.
	 * @param features {@code [1][features][h][w]}
	 * @param index of the class
	 * @return {@code [h][w]}; its mean plus the class's bias is the logit
	 */
	Tensor map(Tensor features, int index) {
		int height = features.shape().dimension(2);
		int width = features.shape().dimension(3);
		int positions = height * width;
		FloatBuffer row = this.weights.slice(index).data();
		float[] map = new float[positions];
		for (int feature = 0; feature < row.limit(); feature++) {
			float weight = row.get(feature);
			int plane = feature * positions;
			for (int position = 0; position < positions; position++) {
				map[position] = Math.fma(weight, features.data().get(plane + position), map[position]);
			}
		}
		return Tensor.of(Shape.of(height, width), map);
	}

}
