package io.efficientnet.classifier.precision;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HalfWeightsTests {

	/** Bits as {@code numpy.float32(value).astype(numpy.float16)} gives them. */
	@ParameterizedTest
	@CsvSource({ "0x1.0p0, 3C00", "0x1.002p0, 3C00", "0x1.002002p0, 3C01", "0x1.006p0, 3C02", "0.1, 2E66", "-0.1, AE66",
			"0.333333343, 3555", "65504, 7BFF", "65519.996, 7BFF", "-65519.996, FBFF", "0x1.0p-14, 0400",
			"0x1.0p-24, 0001", "0x1.0p-25, 0000", "0x1.8p-24, 0002", "0x1.000002p-25, 0001", "-0.0, 8000" })
	void roundsToTheNearestTiesToEven(String value, String bits) {
		OnnxConstant half = Objects
			.requireNonNull(HalfWeights.store(model(Float.parseFloat(value))).graph().initializers().get("w/half"));

		assertThat(half.elementType()).isEqualTo(OnnxElementType.FLOAT16);
		assertThat(half.data().getShort(0)).isEqualTo((short) Integer.parseInt(bits, 16));
	}

	@Test
	void castsWeightsBackBeforeTheyAreUsed() {
		OnnxGraph graph = HalfWeights.store(model(1)).graph();

		assertThat(graph.nodes()).extracting(OnnxNode::operator).containsExactly("Cast", "MatMul");
		assertThat(graph.nodes().getFirst().outputs()).containsExactly("w");
		assertThat(graph.nodes().getFirst().integer("to", 0)).isEqualTo(OnnxElementType.FLOAT.code());
	}

	@Test
	void leavesBiasesAlone() {
		assertThat(HalfWeights.store(model(1)).graph().initializers()).containsOnlyKeys("w/half", "b")
			.extractingByKey("b")
			.isEqualTo(model(1).graph().initializers().get("b"));
	}

	@ParameterizedTest
	@ValueSource(floats = { 65520, -1e6f, Float.POSITIVE_INFINITY, Float.NaN })
	void refusesWhatHalfPrecisionCannotHold(float value) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> HalfWeights.store(model(value)))
			.withMessage("Weight w holds " + value + ", float16 ends at 65504.0; convert with --precision fp32")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	private static OnnxModel model(float weight) {
		OnnxNode node = OnnxNode.of("MatMul", "y", List.of("x", "w"), Map.of());
		OnnxGraph graph = new OnnxGraph("g", List.of(node), List.of(), List.of(),
				Map.of("w", OnnxConstant.of(Tensor.of(Shape.of(1, 1), weight)), "b",
						OnnxConstant.of(Tensor.of(Shape.of(1), 1e6f))));
		return new OnnxModel(8, "", "", List.of(), Map.of(), graph, List.of());
	}

}
