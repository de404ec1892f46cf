package io.efficientnet.classifier.inference.reference;

import java.util.List;
import java.util.stream.Collectors;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;

/**
 * What a graph says of its input.
 *
 * @param info extents, the first being the number of images, which is free whatever the
 * file says as each image is run by itself
 */
record DeclaredInput(OnnxValueInfo info) {

	/**
	 * Finds an input.
	 * @param graph of the file
	 * @param name of the input
	 * @return what the graph says
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph has no such input
	 */
	static DeclaredInput of(OnnxGraph graph, String name) {
		return graph.inputs()
			.stream()
			.filter((input) -> input.name().equals(name))
			.findFirst()
			.map(DeclaredInput::new)
			.orElseThrow(
					() -> new ServiceException(FailureKind.INVALID_REQUEST, "The graph has no input '" + name + "'"));
	}

	/**
	 * Refuses an image that the graph was not exported for.
	 * @param image shape of one image, the first extent being 1
	 * @throws ServiceException {@code INVALID_REQUEST} naming both sizes
	 */
	void require(Shape image) {
		List<OnnxDimension> declared = this.info.dimensions();
		if (declared != null && !this.info.takesImages(image)) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "This model's graph takes images of "
					+ text(declared) + ", not " + text(image.dimensions().stream().map(OnnxDimension::of).toList()));
		}
	}

	private static String text(List<OnnxDimension> dimensions) {
		return dimensions.stream().skip(1).map(DeclaredInput::text).collect(Collectors.joining("x"));
	}

	private static String text(OnnxDimension dimension) {
		return switch (dimension) {
			case OnnxDimension.Fixed fixed -> String.valueOf(fixed.size());
			case OnnxDimension.Symbolic _ -> "any";
		};
	}

}
