package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageInputTests {

	private static final OnnxValueInfo FIXED = OnnxValueInfo.floats("x", OnnxDimension.of(1), OnnxDimension.of(3),
			OnnxDimension.of(224), OnnxDimension.of(240));

	@Test
	void extentsThatAreTheDeclaredOnesFit() {
		assertThat(input(FIXED, 1, 3, 224, 240)).isEqualTo(new ImageInput("x", false));
	}

	@Test
	void anotherSizeIsRefusedNamingBoth() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> input(FIXED, 1, 3, 224, 224))
			.withMessage("This model's graph takes images of 3x224x240, not 3x224x224")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void anotherNumberOfAxesIsRefused() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> input(FIXED, 1, 224, 240));
	}

	@Test
	void extentsWithoutNumberAreFree() {
		OnnxValueInfo free = OnnxValueInfo.floats("x", OnnxDimension.of("n"), OnnxDimension.of(3),
				OnnxDimension.of("h"), OnnxDimension.of("w"));

		assertThat(input(free, 1, 3, 7, 9)).isEqualTo(new ImageInput("x", true));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> input(free, 1, 4, 7, 9))
			.withMessage("This model's graph takes images of 3xanyxany, not 4x7x9");
	}

	@Test
	void aFileThatSaysNothingAllowsEverything() {
		OnnxValueInfo silent = new OnnxValueInfo("x", OnnxElementType.FLOAT, null);

		assertThat(input(silent, 1, 2)).isEqualTo(new ImageInput("x", true));
	}

	private static ImageInput input(OnnxValueInfo input, int... image) {
		return ImageInput.of(new OnnxGraph("", List.of(), List.of(input), List.of(), Map.of()), Shape.of(image));
	}

}
