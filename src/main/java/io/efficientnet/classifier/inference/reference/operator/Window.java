package io.efficientnet.classifier.inference.reference.operator;

import java.util.stream.LongStream;

import io.efficientnet.classifier.tensor.Shape;

/**
 * How a kernel moves over a picture. Padding is a number of rows and columns, whatever
 * {@code auto_pad} said.
 *
 * @param kernelH rows
 * @param kernelW columns
 * @param strideH rows between outputs
 * @param strideW columns between outputs
 * @param dilationH rows between taps
 * @param dilationW columns between taps
 * @param padTop rows above
 * @param padLeft columns before
 * @param padBottom rows below
 * @param padRight columns after
 */
public record Window(int kernelH, int kernelW, int strideH, int strideW, int dilationH, int dilationW, int padTop,
		int padLeft, int padBottom, int padRight) {

	// Far beyond every picture, so that sums of a few stay integers
	private static final long MOST = 1 << 24;

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException if one is negative or beyond measure
	 */
	public Window {
		Requirement.that(
				LongStream.of(kernelH, kernelW, strideH, strideW, dilationH, dilationW)
					.allMatch((extent) -> extent >= 1 && extent <= MOST),
				"kernel, stride and dilation must be positive");
		Requirement.that(LongStream.of(padTop, padLeft, padBottom, padRight).allMatch((pad) -> pad >= 0 && pad <= MOST),
				"padding must not be negative");
		Requirement.that((long) dilationH * kernelH <= MOST && (long) dilationW * kernelW <= MOST,
				"the kernel is larger than every picture");
	}

	static Window bind(NodeArguments node, long[] kernel) {
		long[] strides = node.listOr("strides", 1, 1);
		long[] dilations = node.listOr("dilations", 1, 1);
		Shape picture = node.shape(0);
		long[] pads = switch (node.node().text("auto_pad", "NOTSET")) {
			case "NOTSET" -> node.listOr("pads", 0, 0, 0, 0);
			case "VALID" -> new long[4];
			case "SAME_UPPER" -> same(picture, kernel, strides, dilations, 0);
			case "SAME_LOWER" -> same(picture, kernel, strides, dilations, 1);
			default -> throw new IllegalArgumentException(
					"auto_pad '%s' is unknown".formatted(node.node().text("auto_pad", "")));
		};
		return new Window(Math.toIntExact(kernel[0]), Math.toIntExact(kernel[1]), Math.toIntExact(strides[0]),
				Math.toIntExact(strides[1]), Math.toIntExact(dilations[0]), Math.toIntExact(dilations[1]),
				Math.toIntExact(pads[0]), Math.toIntExact(pads[1]), Math.toIntExact(pads[2]), Math.toIntExact(pads[3]));
	}

	int spanH() {
		return this.dilationH * (this.kernelH - 1) + 1;
	}

	int spanW() {
		return this.dilationW * (this.kernelW - 1) + 1;
	}

	int rows(int height) {
		return places(height + this.padTop + this.padBottom - spanH(), this.strideH);
	}

	int columns(int width) {
		return places(width + this.padLeft + this.padRight - spanW(), this.strideW);
	}

	private static int places(int room, int stride) {
		Requirement.that(room >= 0, "the kernel is larger than the picture");
		return room / stride + 1;
	}

	private static long[] same(Shape picture, long[] kernel, long[] strides, long[] dilations, int odd) {
		long[] pads = new long[4];
		for (int axis = 0; axis < 2; axis++) {
			Requirement.that(strides[axis] > 0, "strides must be positive");
			long extent = picture.dimension(2 + axis);
			long span = Math.addExact(Math.multiplyExact(dilations[axis], kernel[axis] - 1), 1);
			long places = Math.ceilDiv(extent, strides[axis]);
			long total = Math.max(0, (places - 1) * strides[axis] + span - extent);
			pads[axis] = (total + odd) / 2;
			pads[2 + axis] = total - pads[axis];
		}
		return pads;
	}

}
