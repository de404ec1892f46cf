package io.efficientnet.classifier.inference.reference.operator;

import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConvolutionTests {

	// Sums of up to 60 products below 4, in another order than ONNX Runtime's
	private static final double TOLERANCE = 1e-4;

	@ParameterizedTest
	@CsvSource({ "1, 1, 1, 0, 0, 0, 0", "1, 2, 1, 1, 1, 1, 1", "2, 1, 1, 0, 0, 1, 1", "2, 3, 1, 0, 2, 1, 3",
			"1, 1, 2, 2, 2, 2, 2", "3, 2, 2, 4, 0, 0, 4", "9, 9, 1, 0, 0, 0, 0" })
	void agreesWithOnnxRuntimeOnAnyWindow(int strideH, int strideW, int dilation, int top, int left, int bottom,
			int right) throws Exception {
		for (int groups : new int[] { 1, 2, 6 }) {
			OneNode.of("Conv", 11)
				.withAll("strides", strideH, strideW)
				.withAll("dilations", dilation, dilation)
				.withAll("pads", top, left, bottom, right)
				.with("group", groups)
				.data(2, 6, 7, 9)
				.data(12, 6 / groups, 3, 2)
				.data(12)
				.assertClose(TOLERANCE);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET" })
	void agreesWithOnnxRuntimeOnEveryAutoPad(String autoPad) throws Exception {
		for (int kernel : new int[] { 1, 2, 3, 5 }) {
			for (int stride : new int[] { 1, 2, 3 }) {
				OneNode.of("Conv", 22)
					.with("auto_pad", autoPad)
					.withAll("kernel_shape", kernel, 3)
					.withAll("strides", stride, 2)
					.data(1, 2, 8, 7)
					.data(3, 2, kernel, 3)
					.assertClose(TOLERANCE);
			}
		}
	}

	@Test
	void takesPaddingOfMoreThanTheKernel() throws Exception {
		OneNode.of("Conv", 7).withAll("pads", 3, 4, 5, 6).data(1, 1, 2, 2).data(1, 1, 2, 2).assertClose(TOLERANCE);
	}

	@Test
	void refusesWhatDoesNotFit() {
		refused(OneNode.of("Conv", 11).data(1, 4, 5, 5).data(2, 3, 1, 1), "do not fit");
		refused(OneNode.of("Conv", 11).with("group", 0).data(1, 4, 5, 5).data(2, 4, 1, 1), "do not fit");
		refused(OneNode.of("Conv", 11).data(1, 4, 5, 5).data(2, 4, 1, 1).data(3), "bias [3]");
		refused(OneNode.of("Conv", 11).data(1, 4, 5, 5).data(2, 4, 7, 1), "larger than the picture");
		refused(OneNode.of("Conv", 11).data(1, 4, 5).data(2, 4, 3), "takes rank 4");
		refused(OneNode.of("Conv", 11).data(1, 4, 5, 5), "input 1 is missing");
		refused(OneNode.of("Conv", 11).with("auto_pad", "SAME").data(1, 4, 5, 5).data(2, 4, 1, 1), "'SAME' is unknown");
		refused(OneNode.of("Conv", 11).withAll("pads", 1, 1).data(1, 4, 5, 5).data(2, 4, 1, 1), "must have 4");
		refused(OneNode.of("Conv", 11).withAll("pads", 0, 0, -1, 0).data(1, 4, 5, 5).data(2, 4, 1, 1), "negative");
		refused(OneNode.of("Conv", 11).withAll("strides", 0, 1).data(1, 4, 5, 5).data(2, 4, 1, 1), "positive");
		refused(OneNode.of("Conv", 11).withAll("strides", 1L << 40, 1).data(1, 4, 5, 5).data(2, 4, 1, 1), "overflow");
		refused(OneNode.of("Conv", 11).withAll("kernel_shape", 2, 2).data(1, 4, 5, 5).data(2, 4, 1, 1), "differs");
	}

	private static void refused(OneNode node, String reason) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(node::bind)
			.withMessageContaining("Node 'y' (Conv)")
			.withMessageContaining(reason);
	}

}
