package io.efficientnet.classifier.inference.reference;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DeclaredInputTests {

	@Test
	void anyNumberOfImagesFits() {
		assertThatCode(() -> fixed().require(Shape.of(1, 3, 224, 240))).doesNotThrowAnyException();
	}

	@Test
	void anotherSizeIsRefusedNamingBoth() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> fixed().require(Shape.of(1, 3, 224, 224)))
			.withMessage("This model's graph takes images of 3x224x240, not 3x224x224")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void anotherNumberOfAxesIsRefused() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> fixed().require(Shape.of(1, 224, 240)));
	}

	@Test
	void extentsWithoutNumberAreFree() {
		DeclaredInput input = input(OnnxValueInfo.floats("x", OnnxDimension.of("n"), OnnxDimension.of(3),
				OnnxDimension.of("h"), OnnxDimension.of("w")));

		assertThatCode(() -> input.require(Shape.of(1, 3, 7, 9))).doesNotThrowAnyException();
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> input.require(Shape.of(1, 4, 7, 9)))
			.withMessage("This model's graph takes images of 3xanyxany, not 4x7x9");
	}

	@Test
	void aFileThatSaysNothingAllowsEverything() {
		assertThatCode(() -> input(new OnnxValueInfo("x", null, null)).require(Shape.of(1, 2)))
			.doesNotThrowAnyException();
	}

	@Test
	void anInputThatTheGraphLacksIsNamed() {
		OnnxGraph graph = new OnnxGraph("", List.of(), List.of(), List.of(), Map.of());

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> DeclaredInput.of(graph, "image"))
			.withMessage("The graph has no input 'image'");
	}

	private static DeclaredInput fixed() {
		return input(OnnxValueInfo.floats("x", OnnxDimension.of(1), OnnxDimension.of(3), OnnxDimension.of(224),
				OnnxDimension.of(240)));
	}

	private static DeclaredInput input(OnnxValueInfo input) {
		return DeclaredInput.of(new OnnxGraph("", List.of(), List.of(input), List.of(), Map.of()), "x");
	}

}
