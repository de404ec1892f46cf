package io.efficientnet.classifier.inference.reference.operator;

import java.util.Arrays;

import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PoolingTests {

	// Means of up to 63 numbers below 2, summed in another order or precision
	private static final double TOLERANCE = 1e-6;

	@ParameterizedTest
	@CsvSource({ "2, 2, 2, 0, 0, 0, 0", "3, 3, 1, 1, 1, 1, 1", "3, 2, 2, 0, 0, 1, 1", "3, 3, 2, 1, 0, 2, 1",
			"3, 4, 3, 0, 1, 2, 0", "2, 3, 4, 1, 1, 0, 0" })
	void agreesWithOnnxRuntimeOnAnyWindow(int kernelH, int kernelW, int stride, int top, int left, int bottom,
			int right) throws Exception {
		for (long opset : new long[] { 11, 19, 22 }) {
			for (int flags = 0; flags < 4; flags++) {
				OneNode.of("AveragePool", opset)
					.withAll("kernel_shape", kernelH, kernelW)
					.withAll("strides", stride, stride)
					.withAll("pads", top, left, bottom, right)
					.with("ceil_mode", flags & 1)
					.with("count_include_pad", flags >> 1)
					.data(1, 2, 8, 9)
					.assertClose(TOLERANCE);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SAME_UPPER", "SAME_LOWER", "VALID" })
	void agreesWithOnnxRuntimeOnEveryAutoPad(String autoPad) throws Exception {
		for (int stride : new int[] { 1, 2, 3 }) {
			OneNode.of("AveragePool", 7)
				.with("auto_pad", autoPad)
				.withAll("kernel_shape", 3, 2)
				.withAll("strides", stride, stride)
				.data(2, 1, 7, 8)
				.assertClose(TOLERANCE);
		}
	}

	@Test
	void spreadsItsTaps() throws Exception {
		OneNode.of("AveragePool", 19)
			.withAll("kernel_shape", 2, 3)
			.withAll("dilations", 3, 2)
			.withAll("pads", 1, 2, 0, 2)
			.data(1, 2, 7, 8)
			.assertClose(TOLERANCE);
	}

	@Test
	void takesAWindowThatIsLargerThanThePicture() throws Exception {
		OneNode.of("AveragePool", 11)
			.withAll("kernel_shape", 1280, 1280)
			.withAll("strides", 1280, 1280)
			.with("ceil_mode", 1)
			.data(1, 3, 7, 7)
			.assertClose(TOLERANCE);
		OneNode.of("AveragePool", 9)
			.withAll("kernel_shape", 1280, 1280)
			.withAll("strides", 1280, 1280)
			.withAll("pads", 0, 0, 1274, 1274)
			.data(1, 3, 7, 7)
			.assertClose(TOLERANCE);
	}

	@Test
	void refusesAWindowThatIsLargerThanThePictureWithoutCeilMode() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("AveragePool", 11).withAll("kernel_shape", 9, 9).data(1, 3, 7, 7).bind())
			.withMessageContaining("larger than the picture");
	}

	@Test
	void averagesWholePictures() throws Exception {
		OneNode.of("GlobalAveragePool", 7).data(2, 5, 7, 9).assertClose(TOLERANCE);
		OneNode.of("GlobalAveragePool", 22).data(2, 5, 7).assertClose(TOLERANCE);
	}

	@ParameterizedTest
	@CsvSource({ "2 3", "-1 -2", "1", "0 3", "-4 1 2 3" })
	void reducesAnyAxes(String list) throws Exception {
		long[] axes = Arrays.stream(list.split(" ")).mapToLong(Long::parseLong).toArray();
		for (int keep = 0; keep < 2; keep++) {
			OneNode.of("ReduceMean", 13)
				.withAll("axes", axes)
				.with("keepdims", keep)
				.data(2, 3, 4, 5)
				.assertClose(TOLERANCE);
			OneNode.of("ReduceMean", 18).with("keepdims", keep).data(2, 3, 4, 5).parameter(axes).assertClose(TOLERANCE);
			OneNode.of("ReduceSum", 11)
				.withAll("axes", axes)
				.with("keepdims", keep)
				.data(2, 3, 2, 2)
				.assertClose(4 * TOLERANCE);
			OneNode.of("ReduceSum", 13)
				.with("keepdims", keep)
				.data(2, 3, 2, 2)
				.parameter(axes)
				.assertClose(4 * TOLERANCE);
		}
	}

	@Test
	void reducesAllAxesOrNoneWithoutAxes() throws Exception {
		OneNode.of("ReduceMean", 13).data(2, 3, 4).assertClose(TOLERANCE);
		OneNode.of("ReduceMean", 18).data(2, 3, 4).assertClose(TOLERANCE);
		OneNode.of("ReduceMean", 18).with("keepdims", 0).data(2, 3, 4).parameter().assertClose(TOLERANCE);
		OneNode.of("ReduceMean", 18).with("noop_with_empty_axes", 1).data(2, 3, 4).assertClose(TOLERANCE);
	}

	@Test
	void refusesAxesThatAreNone() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("ReduceMean", 13).withAll("axes", 4).data(1, 2, 3, 4).bind())
			.withMessageContaining("axis 4 is none of rank 4");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("ReduceMean", 13).withAll("axes", 1, -3).data(1, 2, 3, 4).bind())
			.withMessageContaining("repeat");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> OneNode.of("ReduceMean", 18).data(1, 2).data(Value.Integers.of(1)).bind())
			.withMessageContaining("input 1 must be a constant");
	}

}
