package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;
import java.util.stream.Collectors;

import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;

/**
 * The one input of a graph that a caller gives.
 *
 * @param name of the value
 * @param takesBatches whether the graph takes another number of images than one
 */
record ImageInput(String name, boolean takesBatches) {

	/**
	 * Finds the input and compares its extents, except the first: whatever batch a file
	 * fixes, images run one by one.
	 */
	static ImageInput of(OnnxGraph graph, Shape image) {
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
		List<OnnxDimension> declared = input.dimensions();
		if (declared == null) {
			return new ImageInput(input.name(), true);
		}
		if (!input.takesImages(image)) {
			throw UnsupportedGraph.because("This model's graph takes images of %s, not %s".formatted(text(declared),
					text(image.dimensions().stream().map(OnnxDimension::of).toList())));
		}
		return new ImageInput(input.name(), !declared.getFirst().equals(OnnxDimension.of(1)));
	}

	private static String text(List<OnnxDimension> dimensions) {
		return dimensions.stream().skip(1).map(ImageInput::text).collect(Collectors.joining("x"));
	}

	private static String text(OnnxDimension dimension) {
		return switch (dimension) {
			case OnnxDimension.Fixed(long size) -> String.valueOf(size);
			case OnnxDimension.Symbolic _ -> "any";
		};
	}

}
