package io.efficientnet.classifier.inference;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

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
			OnnxConstant weights = (node.inputs().size() > 1) ? graph.initializers().get(node.inputs().get(1)) : null;
			if (node.outputs().contains(logits) && node.operator().equals("Gemm") && node.integer("transB", 0) == 1
					&& weights != null) {
				// A copy, since the view would keep the whole file in memory.
				Tensor view = weights.toTensor();
				return new ClassActivation(Tensor.of(view.shape(), view.toArray()));
			}
		}
		throw new ServiceException(FailureKind.INVALID_REQUEST, "This model's graph offers no heatmap");
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
