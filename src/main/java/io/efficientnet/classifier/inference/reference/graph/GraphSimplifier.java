package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;

/** Reduces graphs to what has to be computed for each image. */
public final class GraphSimplifier {

	private GraphSimplifier() {
	}

	/**
	 * Reduces a graph in one pass from its input to its outputs.
	 * @param model whose graph has one input that is no initializer
	 * @param input extents of the input, the first being 1
	 * @param outputs names of the values that are wanted
	 * @return the graph for inputs of that shape
	 * @throws ServiceException {@code INVALID_REQUEST} if this executor cannot run it
	 */
	public static SimplifiedGraph simplify(OnnxModel model, Shape input, List<String> outputs) {
		throw UnsupportedGraph.because("Graphs are not read yet");
	}

}
