package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;

import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;

/** The one input of a graph that a caller gives. */
final class ImageInput {

	private ImageInput() {
	}

	/**
	 * Finds the input and compares its extents, except the first: whatever batch a file
	 * fixes, images run one by one.
	 */
	static String of(OnnxGraph graph, Shape shape) {
		// Old files list the initializers among the inputs
		List<OnnxValueInfo> inputs = graph.inputs()
			.stream()
			.filter((input) -> !graph.initializers().containsKey(input.name()))
			.toList();
		if (inputs.size() != 1) {
			throw UnsupportedGraph.because("The graph has %d inputs instead of one".formatted(inputs.size()));
		}
		OnnxValueInfo input = inputs.getFirst();
		OnnxElementType type = input.elementType();
		if (type != null && !List
			.of(OnnxElementType.FLOAT, OnnxElementType.FLOAT16, OnnxElementType.BFLOAT16, OnnxElementType.DOUBLE)
			.contains(type)) {
			throw UnsupportedGraph.because("The graph's input '%s' takes %s, not floats".formatted(input.name(), type));
		}
		List<OnnxDimension> dimensions = input.dimensions();
		if (dimensions != null && !input.takesImages(shape)) {
			throw UnsupportedGraph.because("The graph's input '%s' takes %s, not %s".formatted(input.name(),
					dimensions.stream().map(ImageInput::text).toList(), shape));
		}
		return input.name();
	}

	private static String text(OnnxDimension dimension) {
		return switch (dimension) {
			case OnnxDimension.Fixed(long size) -> Long.toString(size);
			case OnnxDimension.Symbolic(String name) -> name.isEmpty() ? "?" : name;
		};
	}

}
