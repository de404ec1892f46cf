package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;
import java.util.Objects;

import io.efficientnet.classifier.inference.reference.operator.Convolution;
import io.efficientnet.classifier.inference.reference.operator.Gemm;
import io.efficientnet.classifier.inference.reference.operator.MatMul;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;

/** Counts what a graph multiplies and adds for one image. */
public final class MultiplyAdds {

	private static final int RGB = 3;

	private MultiplyAdds() {
	}

	/**
	 * Counts those of convolutions and matrix products.
	 * @param model whose graph takes {@code [n][3][h][w]}
	 * @param side of the square image in pixels
	 * @param output what is computed
	 * @return their number
	 * @throws io.efficientnet.classifier.failure.ServiceException {@code INVALID_REQUEST}
	 * if this executor cannot run the graph
	 */
	public static long of(OnnxModel model, int side, String output) {
		SimplifiedGraph graph = GraphSimplifier.simplify(model, Shape.of(1, RGB, side, side), List.of(output));
		return graph.nodes().stream().mapToLong((node) -> of(graph, node)).sum();
	}

	private static long of(SimplifiedGraph graph, BoundNode node) {
		Shape written = shape(graph, node.output());
		return switch (node.operator()) {
			case Convolution _ -> {
				Shape kernel = shape(graph, node.inputs().get(1));
				yield written.elementCount() * (kernel.elementCount() / kernel.dimension(0));
			}
			case Gemm _, MatMul _ -> {
				Shape matrix = shape(graph, node.inputs().get(1));
				yield written.elementCount() * (matrix.elementCount() / written.dimension(written.rank() - 1));
			}
			default -> 0;
		};
	}

	private static Shape shape(SimplifiedGraph graph, String value) {
		Shape computed = graph.shapes().get(value);
		if (computed != null) {
			return computed;
		}
		return Objects.requireNonNull(graph.constants().get(value)).type().shape();
	}

}
