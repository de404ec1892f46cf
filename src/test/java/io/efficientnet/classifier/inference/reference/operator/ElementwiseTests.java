package io.efficientnet.classifier.inference.reference.operator;

import java.nio.LongBuffer;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ElementwiseTests {

	// ONNX Runtime approximates exp, sigmoid and tanh; results are below 8
	private static final double TOLERANCE = 2e-6;

	// Deviations down to 0.04 and divisors down to 0.01 enlarge the rounding of their
	// input
	private static final double ENLARGED_TOLERANCE = 1e-4;

	@ParameterizedTest
	@ValueSource(strings = { "Abs", "Ceil", "Floor", "Neg", "Relu", "Identity" })
	void agreesExactlyWhereNothingIsRounded(String operator) throws Exception {
		OneNode.of(operator, 13).data(3, 4, 5).assertSame();
		OneNode.of(operator, 13).data().assertSame();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sigmoid", "Exp", "Tanh", "Reciprocal" })
	void agreesWithOnnxRuntimeOnCurves(String operator) throws Exception {
		OneNode.of(operator, 13)
			.data(3, 4, 5)
			.assertClose(operator.equals("Reciprocal") ? ENLARGED_TOLERANCE : TOLERANCE);
	}

	@ParameterizedTest
	@CsvSource({ "Sigmoid, -90, 0", "Sigmoid, 90, 1", "Tanh, -40, -1", "Relu, -0.5, 0", "Exp, -200, 0" })
	void staysFiniteFarOut(String operator, float x, float expected) throws Exception {
		OneNode.of(operator, 13).data(OneNode.floats(x)).assertClose(TOLERANCE);

		assertThat(OneNode.of(operator, 13).data(OneNode.floats(x)).evaluate()).isInstanceOfSatisfying(
				Value.Floats.class,
				(floats) -> assertThat(floats.tensor().data().get(0)).isBetween(expected - 1e-6f, expected + 1e-6f));
	}

	@Test
	void agreesWithOnnxRuntimeOnTheHardCurves() throws Exception {
		OneNode.of("HardSigmoid", 7).data(4, 9).assertClose(TOLERANCE);
		OneNode.of("HardSigmoid", 22).with("alpha", 1 / 6f).with("beta", 0.5f).data(4, 9).assertClose(TOLERANCE);
		OneNode.of("HardSwish", 14).data(4, 9).assertClose(TOLERANCE);
	}

	@Test
	void multipliesByTheSigmoidForSwish() {
		Value.Floats y = (Value.Floats) OneNode.of("Swish", 24).with("alpha", 2f).data(OneNode.floats(1.5f)).evaluate();

		assertThat((double) y.tensor().data().get(0)).isCloseTo(1.5 / (1 + Math.exp(-3)), Offset.offset(TOLERANCE));
	}

	@Test
	void negatesWholeNumbers() throws Exception {
		OneNode.of("Neg", 13).data(OneNode.counting(2, 3)).assertSame();
		OneNode.of("Abs", 13).data(OneNode.counting(2, 3)).assertSame();
	}

	@Test
	void takesRootsOfFloatsOnly() throws Exception {
		OneNode.of("Sqrt", 13).data(OneNode.floats(0, 1, 2, 1e-30f, 1e30f)).assertSame();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("Sqrt", 13).data(Value.Integers.of(4)).bind())
			.withMessageContaining("takes no INT64");
	}

	@Test
	void clipsByAttributesAndByInputs() throws Exception {
		OneNode.of("Clip", 7).with("min", -1f).with("max", 0.5f).data(5, 7).assertSame();
		OneNode.of("Clip", 10).with("max", 0.5f).data(5, 7).assertSame();
		OneNode.of("Clip", 11).data(5, 7).parameter(OneNode.scalar(0)).parameter(OneNode.scalar(1)).assertSame();
		OneNode.of("Clip", 13).data(5, 7).parameter(OneNode.scalar(0)).assertSame();
		OneNode.of("Clip", 13).data(5, 7).absent().parameter(OneNode.scalar(0)).assertSame();
		OneNode.of("Clip", 13).data(5, 7).assertSame();
		OneNode.of("Clip", 13)
			.data(OneNode.counting(3, 3))
			.parameter(Value.Integers.of(0).reshaped(Shape.of()))
			.assertSame();
	}

	@ParameterizedTest
	@CsvSource({ "Add", "Sub", "Mul", "Div", "Max", "Min" })
	void broadcastsLikeOnnxRuntime(String operator) throws Exception {
		int[][][] shapes = { { { 2, 3, 4, 5 }, { 2, 3, 4, 5 } }, { { 2, 3, 4, 5 }, { 3, 1, 1 } },
				{ { 1, 3, 1, 1 }, { 2, 3, 4, 5 } }, { { 2, 1, 4 }, { 3, 1 } }, { {}, { 3, 4 } }, { { 4 }, {} },
				{ {}, {} }, { { 5, 1 }, { 1, 6 } }, { { 2, 0 }, { 1 } } };
		for (int[][] pair : shapes) {
			OneNode.of(operator, 13).data(pair[0]).data(pair[1]).assertSame();
		}
	}

	@ParameterizedTest
	@CsvSource({ "Add", "Sub", "Mul", "Div", "Max", "Min" })
	void computesWholeNumbersLikeOnnxRuntime(String operator) throws Exception {
		OneNode.of(operator, 13).data(OneNode.counting(4, 5)).data(Value.Integers.of(-7, 2, 3, 5, 9)).assertSame();
		OneNode.of(operator, 13)
			.data(OneNode.integers(OnnxElementType.INT32, -9, 8))
			.data(OneNode.integers(OnnxElementType.INT32, 2))
			.assertSame();
	}

	@Test
	void raisesToPowers() throws Exception {
		OneNode.of("Pow", 13).data(OneNode.floats(0, 1.5f, 4)).data(OneNode.floats(2)).assertClose(TOLERANCE);
		OneNode.of("Pow", 13).data(OneNode.floats(0.5f, 1.5f, 4)).data(OneNode.floats(-0.5f)).assertClose(TOLERANCE);
		OneNode.of("Pow", 13).data(Value.Integers.of(2, -3)).data(Value.Integers.of(3)).assertSame();
	}

	@Test
	void combinesAnyNumberOfInputs() throws Exception {
		for (String operator : new String[] { "Max", "Min", "Sum" }) {
			OneNode.of(operator, 13).data(2, 3).assertSame();
			OneNode.of(operator, 13).data(2, 3).data(3).data(2, 1).data().assertClose(TOLERANCE);
		}
	}

	@Test
	void comparesLikeOnnxRuntime() throws Exception {
		for (String operator : new String[] { "Equal", "Less", "Greater" }) {
			OneNode.of(operator, 13).data(OneNode.counting(2, 3)).data(Value.Integers.of(-7, 2, 3)).assertSame();
			OneNode.of(operator, 13).data(OneNode.floats(1, 2, 3)).data(OneNode.floats(2)).assertSame();
		}
	}

	@Test
	void choosesByACondition() throws Exception {
		Value condition = new Value.Integers(OnnxElementType.BOOL, Shape.of(2, 1),
				LongBuffer.wrap(new long[] { 1, 0 }));
		OneNode.of("Where", 9).parameter(condition).data(2, 3).data(3).assertSame();
		OneNode.of("Where", 16)
			.parameter(condition)
			.data(Value.Integers.of(1, 2))
			.data(Value.Integers.of(5))
			.assertSame();
	}

	@Test
	void refusesShapesThatDoNotBroadcast() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("Add", 13).data(2, 3).data(2).bind())
			.withMessageContaining("Node 'y' (Add)")
			.withMessageContaining("[2, 3] and [2] do not broadcast");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("Add", 13).data(2).data(Value.Integers.of(1, 2)).bind())
			.withMessageContaining("mixes FLOAT and INT64");
	}

	@Test
	void refusesOperatorsThatAreUnknownOrTooOld() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> OneNode.of("LSTM", 13).data(2, 3).bind())
			.withMessage("Operator LSTM of node 'y' is not supported by the Java executor");
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> OneNode.of("Add", 6).data(2).data(2).bind())
			.withMessageContaining("operator set 6 is older than 7");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("Relu", 13).data(2, 3).data(2).bind())
			.withMessageContaining("it has 2 inputs");
	}

	@Test
	void normalisesBatches() throws Exception {
		Value variance = new Value.Floats(Tensor.of(Shape.of(3), 0.5f, 1e-3f, 2));
		for (long opset : new long[] { 7, 9, 15 }) {
			OneNode.of("BatchNormalization", opset)
				.with("epsilon", 1e-3f)
				.data(2, 3, 4, 5)
				.data(3)
				.data(3)
				.data(3)
				.data(variance)
				.assertClose(ENLARGED_TOLERANCE);
		}
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("BatchNormalization", 15)
				.with("training_mode", 1)
				.data(2, 3)
				.data(3)
				.data(3)
				.data(3)
				.data(3)
				.bind())
			.withMessageContaining("training mode");
	}

	@ParameterizedTest
	@ValueSource(longs = { 7, 11, 13, 24 })
	void normalisesByTheExponentialsOfEachOperatorSet(long opset) throws Exception {
		OneNode.of("Softmax", opset).data(2, 3, 4).assertClose(TOLERANCE);
		for (int axis = (opset < 11) ? 0 : -3; axis < 3; axis++) {
			OneNode.of("Softmax", opset).with("axis", axis).data(2, 3, 4).assertClose(TOLERANCE);
		}
	}

}
