package io.efficientnet.classifier.inference.reference.operator;

import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MovementTests {

	// Sums of 5 products below 4, in another order than ONNX Runtime's
	private static final double TOLERANCE = 1e-5;

	@Test
	void reshapesWithKeptAndOpenExtents() throws Exception {
		OneNode.of("Reshape", 7).data(2, 3, 4).parameter(0, -1).assertSame();
		OneNode.of("Reshape", 13).data(2, 3, 4).parameter(4, 0, -1).assertSame();
		OneNode.of("Reshape", 14).data(2, 3, 4).parameter(-1).assertSame();
		OneNode.of("Reshape", 14).data(1).parameter().assertSame();
		OneNode.of("Reshape", 14).with("allowzero", 1).data(0, 3).parameter(3, 0).assertSame();
		OneNode.of("Reshape", 14).data(OneNode.counting(6)).parameter(2, 3).assertSame();
	}

	@Test
	void refusesReshapesThatDoNotFit() {
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(4, -1), "does not become");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(-1, -1), "two extents open");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(1, 2, 0), "keeps an axis");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(-2, -3), "Negative extent");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(1L << 33, 1), "overflow");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(OneNode.floats(6)), "whole numbers");
		refused(OneNode.of("Reshape", 14).data(2, 3).parameter(ones(17)), "too high");
	}

	@ParameterizedTest
	@ValueSource(ints = { -3, -1, 0, 1, 2, 3 })
	void flattensAtAnyAxis(int axis) throws Exception {
		OneNode.of("Flatten", 13).with("axis", axis).data(2, 3, 4).assertSame();
	}

	@Test
	void squeezesAndUnsqueezesByAttributesAndByInputs() throws Exception {
		OneNode.of("Squeeze", 11).withAll("axes", 0, -1).data(1, 3, 1, 1).assertSame();
		OneNode.of("Squeeze", 13).data(1, 3, 1, 1).parameter(2, 3).assertSame();
		OneNode.of("Squeeze", 13).data(1, 3, 1, 1).assertSame();
		OneNode.of("Unsqueeze", 11).withAll("axes", 0, 4).data(3, 2, 4).assertSame();
		OneNode.of("Unsqueeze", 13).data(3, 2).parameter(-1, 1).assertSame();
		OneNode.of("Unsqueeze", 13).data().parameter(0).assertSame();

		refused(OneNode.of("Squeeze", 13).data(1, 3).parameter(1), "axis 1 of [1, 3] is not 1");
		refused(OneNode.of("Unsqueeze", 13).data(1, 3), "it has no axes");
	}

	@Test
	void transposes() throws Exception {
		OneNode.of("Transpose", 13).data(2, 3, 4).assertSame();
		OneNode.of("Transpose", 13).withAll("perm", 0, 3, 1, 2).data(2, 3, 4, 5).assertSame();
		OneNode.of("Transpose", 13).withAll("perm", 1, 0).data(OneNode.counting(3, 4)).assertSame();

		refused(OneNode.of("Transpose", 13).withAll("perm", 0, 0).data(3, 4), "no permutation");
	}

	@Test
	void concatenates() throws Exception {
		OneNode.of("Concat", 13).with("axis", 1).data(2, 3, 4).data(2, 1, 4).data(2, 0, 4).assertSame();
		OneNode.of("Concat", 13).with("axis", -1).data(2, 3).data(2, 5).assertSame();
		OneNode.of("Concat", 13).with("axis", 0).data(OneNode.counting(3)).data(OneNode.counting(2)).assertSame();

		refused(OneNode.of("Concat", 13).with("axis", 0).data(2, 3).data(2, 4), "do not fit");
		refused(OneNode.of("Concat", 13).data(2, 3).data(2, 3), "no axis");
	}

	@ParameterizedTest
	@CsvSource({ "1, 4, 1", "-3, -1, 1", "0, 9223372036854775807, 2", "-1, -9223372036854775807, -1",
			"-1, -9223372036854775808, -2", "9, 0, -3", "4, 1, -1", "3, 2, 1", "-100, 100, 3", "100, -100, -4",
			"1, 6, 9223372036854775807", "5, 0, -9223372036854775808", "6, 9, 1", "0, -100, -1" })
	void slicesInAnyDirection(long start, long end, long step) throws Exception {
		OneNode.of("Slice", 13).data(6, 7).parameter(start).parameter(end).parameter(1).parameter(step).assertSame();
		OneNode.of("Slice", 11)
			.data(OneNode.counting(6))
			.parameter(start)
			.parameter(end)
			.absent()
			.parameter(step)
			.assertSame();
	}

	@Test
	void slicesOfNothingAreNothing() throws Exception {
		OneNode.of("Slice", 13).data(2, 0).parameter(-1).parameter(-10).parameter(1).parameter(-1).assertSame();
		OneNode.of("Slice", 13).data(2, 0).parameter(0).parameter(9).parameter(1).parameter(1).assertSame();
	}

	@Test
	void slicesByAttributesInOldOperatorSets() throws Exception {
		OneNode.of("Slice", 9).withAll("starts", 1, -2).withAll("ends", 3, 1000).data(4, 5).assertSame();
		OneNode.of("Slice", 9).withAll("starts", 1).withAll("ends", -1).withAll("axes", -1).data(4, 5).assertSame();

		refused(OneNode.of("Slice", 9).withAll("starts", 1).data(4, 5), "it has no ends");
		refused(OneNode.of("Slice", 13).data(4, 5).parameter(0).parameter(1).parameter(0).parameter(0), "step is 0");
	}

	@Test
	void gathers() throws Exception {
		OneNode.of("Gather", 13).data(4, 5).parameter(1, -1, 0).assertSame();
		OneNode.of("Gather", 13).with("axis", -1).data(2, 4, 5).parameter(scalar(3)).assertSame();
		OneNode.of("Gather", 13).with("axis", 1).data(OneNode.counting(2, 3)).parameter(2, 0).assertSame();

		refused(OneNode.of("Gather", 13).data(4, 5).parameter(4), "index 4 is none of 4");
	}

	@Test
	void expands() throws Exception {
		OneNode.of("Expand", 13).data(3, 1).parameter(2, 1, 4).assertSame();
		OneNode.of("Expand", 13).data(2, 3, 4).parameter(1).assertSame();
		OneNode.of("Expand", 13).data(OneNode.counting(1)).parameter(3).assertSame();

		refused(OneNode.of("Expand", 13).data(2, 3).parameter(2), "do not broadcast");
	}

	@Test
	void padsByAttributesAndByInputs() throws Exception {
		OneNode.of("Pad", 7).withAll("pads", 0, 1, 2, 0).with("value", 1.5f).data(2, 3).assertSame();
		OneNode.of("Pad", 11).data(1, 2, 3, 3).parameter(0, 0, 0, 0, 0, 0, 1, 1).assertSame();
		OneNode.of("Pad", 13).data(2, 3).parameter(0, -1, 2, -1).parameter(OneNode.scalar(-3)).assertSame();
		OneNode.of("Pad", 18).data(2, 3, 4).parameter(1, 2, 3, 4).absent().parameter(-1, 0).assertSame();
		OneNode.of("Pad", 13).data(OneNode.counting(2, 2)).parameter(1, 0, 0, 1).parameter(scalar(9)).assertSame();

		refused(OneNode.of("Pad", 13).with("mode", "reflect").data(2, 3).parameter(0, 1, 0, 1), "mode 'reflect'");
		refused(OneNode.of("Pad", 13).data(2, 3).parameter(0, 1), "pads do not fit");
		refused(OneNode.of("Pad", 13).data(2, 3).parameter(0, -2, 0, -2), "Negative extent");
	}

	@Test
	void describesShapes() throws Exception {
		OneNode.of("Shape", 13).data(2, 3, 4).assertSame();
		OneNode.of("Shape", 15).with("start", 1).data(2, 3, 4).assertSame();
		OneNode.of("Shape", 15).with("start", -2).with("end", -1).data(2, 3, 4).assertSame();
		OneNode.of("Shape", 19).with("start", -9).with("end", 9).data(2, 3, 4).assertSame();
		OneNode.of("Size", 13).data(2, 3, 4).assertSame();
	}

	@Test
	void makesConstants() throws Exception {
		OnnxAttribute tensor = new OnnxAttribute.TensorValue(OneNode.constant(OneNode.counting(2, 2)));
		OneNode.of("Constant", 9).with("value", tensor).assertSame();
		OneNode.of("Constant", 13).with("value_int", 7).assertSame();
		OneNode.of("Constant", 13).with("value_float", 0.5f).assertSame();
		OneNode.of("Constant", 13).withAll("value_ints", 7, -1).assertSame();
		OneNode.of("Constant", 13).with("value_floats", new OnnxAttribute.FloatValues(List.of(1f, 2f))).assertSame();
		OneNode.of("ConstantOfShape", 9).parameter(2, 3).assertSame();
		OneNode.of("ConstantOfShape", 9)
			.with("value", new OnnxAttribute.TensorValue(OneNode.constant(Value.Integers.of(5))))
			.parameter(2, 3)
			.assertSame();
		OneNode.of("Range", 11).parameter(scalar(2)).parameter(scalar(-9)).parameter(scalar(-3)).assertSame();
		OneNode.of("Range", 11)
			.parameter(OneNode.scalar(0))
			.parameter(OneNode.scalar(1))
			.parameter(OneNode.scalar(0.25f))
			.assertSame();

		refused(OneNode.of("Constant", 13).with("value_string", "text"), "needs one value");
	}

	@Test
	void casts() throws Exception {
		Value floats = OneNode.floats(-1.9f, 0, 0.4f, 200.7f);
		for (OnnxElementType type : new OnnxElementType[] { OnnxElementType.INT64, OnnxElementType.INT32,
				OnnxElementType.BOOL, OnnxElementType.FLOAT }) {
			OneNode.of("Cast", 13).with("to", type.code()).data(floats).assertSame();
			OneNode.of("Cast", 13).with("to", type.code()).data(OneNode.counting(5)).assertSame();
			OneNode.of("Cast", 9)
				.with("to", type.code())
				.data(OneNode.integers(OnnxElementType.BOOL, 1, 0))
				.assertSame();
		}
		OneNode.of("CastLike", 15).data(OneNode.counting(5)).data(OneNode.floats(1)).assertSame();

		refused(OneNode.of("Cast", 13).with("to", 8).data(1), "unknown type 8");
	}

	@Test
	void leavesDropoutOut() throws Exception {
		OneNode.of("Dropout", 7).with("ratio", 0.3f).data(2, 3).assertSame();
		OneNode.of("Dropout", 13).data(2, 3).parameter(OneNode.scalar(0.3f)).assertSame();
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void multipliesMatrices(boolean transA, boolean transB) throws Exception {
		int[] a = transA ? new int[] { 5, 2 } : new int[] { 2, 5 };
		int[] b = transB ? new int[] { 3, 5 } : new int[] { 5, 3 };
		for (int[] c : new int[][] { { 3 }, { 2, 1 }, { 1, 3 }, { 2, 3 }, {} }) {
			gemm(transA, transB).with("alpha", 0.5f).with("beta", 2f).data(a).data(b).data(c).assertClose(TOLERANCE);
		}
		gemm(transA, transB).data(a).data(b).assertClose(TOLERANCE);
	}

	@Test
	void multipliesStacksOfMatrices() throws Exception {
		int[][][] shapes = { { { 2, 5 }, { 5, 3 } }, { { 4, 2, 5 }, { 5, 3 } }, { { 2, 5 }, { 4, 5, 3 } },
				{ { 3, 1, 2, 5 }, { 4, 5, 3 } }, { { 5 }, { 5, 3 } }, { { 2, 5 }, { 5 } }, { { 5 }, { 5 } },
				{ { 4, 2, 5 }, { 5 } } };
		for (int[][] pair : shapes) {
			OneNode.of("MatMul", 13).data(pair[0]).data(pair[1]).assertClose(TOLERANCE);
		}
		refused(OneNode.of("MatMul", 13).data(2, 5).data(4, 3), "[2, 5] times [4, 3]");
		refused(OneNode.of("Gemm", 13).data(2, 5).data(4, 3), "[2, 5] times [4, 3]");
		refused(OneNode.of("Gemm", 13).data(2, 5).data(5, 3).data(4), "broadcast");
	}

	@Test
	void quantizesToEightBits() throws Exception {
		Value x = OneNode.floats(-300, -1.25f, -0.25f, 0.25f, 0.75f, 300);
		OneNode.of("QuantizeLinear", 13).data(x).data(OneNode.scalar(0.5f)).assertSame();
		for (OnnxElementType type : new OnnxElementType[] { OnnxElementType.INT8, OnnxElementType.UINT8 }) {
			Value zero = OneNode.integers(type, 3).reshaped(Shape.of());
			OneNode.of("QuantizeLinear", 13).data(x).data(OneNode.scalar(0.5f)).data(zero).assertSame();
		}
	}

	@Test
	void restoresFloats() throws Exception {
		Value bytes = OneNode.integers(OnnxElementType.INT8, -128, -1, 0, 1, 2, 127).reshaped(Shape.of(2, 3, 1));
		Value scales = new Value.Floats(Tensor.of(Shape.of(3), 0.5f, 0.1f, 3));
		Value zeros = OneNode.integers(OnnxElementType.INT8, 1, -2, 3);
		OneNode.of("DequantizeLinear", 10).data(bytes).data(OneNode.scalar(0.1f)).assertSame();
		OneNode.of("DequantizeLinear", 13).data(bytes).data(scales).data(zeros).assertSame();
		OneNode.of("DequantizeLinear", 13).with("axis", -2).data(bytes).data(scales).assertSame();
		OneNode.of("DequantizeLinear", 21).with("axis", 1).data(bytes).data(scales).data(zeros).assertSame();

		refused(OneNode.of("DequantizeLinear", 21).with("block_size", 2).data(bytes).data(scales), "blocks");
		refused(OneNode.of("DequantizeLinear", 13).with("axis", 0).data(bytes).data(scales), "does not fit");
	}

	private static OneNode gemm(boolean transA, boolean transB) {
		return OneNode.of("Gemm", 13).with("transA", transA ? 1 : 0).with("transB", transB ? 1 : 0);
	}

	private static long[] ones(int count) {
		long[] ones = new long[count];
		Arrays.fill(ones, 1);
		return ones;
	}

	private static Value scalar(long value) {
		return Value.Integers.of(value).reshaped(Shape.of());
	}

	private static void refused(OneNode node, String reason) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(node::bind).withMessageContaining(reason);
	}

}
