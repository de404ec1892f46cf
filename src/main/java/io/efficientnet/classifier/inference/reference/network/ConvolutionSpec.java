package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * A convolution with everything folded in: batch norm, padding, bias, activation.
 *
 * @param weights {@code [out][in/groups][kernelH][kernelW]}
 * @param bias {@code [out]}
 * @param groups 1 is dense, one per channel is depthwise
 * @param strideH rows between outputs
 * @param strideW columns between outputs
 * @param dilationH rows between taps
 * @param dilationW columns between taps
 * @param padTop rows of zeros above
 * @param padLeft columns of zeros before
 * @param padBottom rows of zeros below
 * @param padRight columns of zeros after
 * @param activation what follows
 */
public record ConvolutionSpec(Tensor weights, Tensor bias, int groups, int strideH, int strideW, int dilationH,
		int dilationW, int padTop, int padLeft, int padBottom, int padRight, Activation activation) {

	public int outputChannels() {
		return this.weights.shape().dimension(0);
	}

	public int inputChannels() {
		return this.weights.shape().dimension(1) * this.groups;
	}

	public int kernelH() {
		return this.weights.shape().dimension(2);
	}

	public int kernelW() {
		return this.weights.shape().dimension(3);
	}

	/**
	 * Rows from the first tap to the last.
	 * @return extent of the kernel with its dilation
	 * @throws ArithmeticException if there are too many to count
	 */
	int spanH() {
		return Math.addExact(Math.multiplyExact(this.dilationH, kernelH() - 1), 1);
	}

	/**
	 * Rows of the padded input that some rows of outputs read.
	 * @param outputs how many, at least 1
	 * @return their number
	 * @throws ArithmeticException if there are too many to count
	 */
	int rowsUnder(int outputs) {
		return Math.addExact(Math.multiplyExact(outputs - 1, this.strideH), spanH());
	}

	/**
	 * Rows of the output.
	 * @param rows of the input
	 * @return 0 or less if the kernel does not fit
	 */
	public int outputRows(int rows) {
		return outputs((long) rows + this.padTop + this.padBottom, kernelH(), this.dilationH, this.strideH);
	}

	/**
	 * Columns of the output.
	 * @param columns of the input
	 * @return 0 or less if the kernel does not fit
	 */
	public int outputColumns(int columns) {
		return outputs((long) columns + this.padLeft + this.padRight, kernelW(), this.dilationW, this.strideW);
	}

	private static int outputs(long padded, int kernel, int dilation, int stride) {
		long span = (long) dilation * (kernel - 1) + 1;
		return Math.toIntExact(Math.floorDiv(padded - span, stride) + 1);
	}

	/**
	 * Whether it is a matrix product over channels, pixel by pixel.
	 * @return true for a dense 1x1 convolution at stride 1 without padding
	 */
	public boolean isPointwise() {
		return this.groups == 1 && kernelH() == 1 && kernelW() == 1 && this.strideH == 1 && this.strideW == 1
				&& this.padTop == 0 && this.padLeft == 0 && this.padBottom == 0 && this.padRight == 0;
	}

	/**
	 * Whether each output is a matrix product over adjacent pixels of all channels.
	 * @return true without groups and dilation
	 */
	boolean isUndilatedDense() {
		return this.groups == 1 && this.dilationH == 1 && this.dilationW == 1;
	}

	/**
	 * Whether each channel is filtered by itself.
	 * @return true if there are as many groups as inputs and outputs
	 */
	public boolean isDepthwise() {
		return this.groups == inputChannels() && this.groups == outputChannels();
	}

}
