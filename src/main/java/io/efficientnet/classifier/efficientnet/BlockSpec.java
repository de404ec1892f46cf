package io.efficientnet.classifier.efficientnet;

/**
 * One inverted residual block (MBConv): expansion, depthwise convolution, optional
 * squeeze-and-excitation, projection.
 *
 * @param stage 1..7, as in table 1 of the paper without the stem
 * @param position 0-based within the stage
 * @param index 0-based within the network
 * @param kernel side of the depthwise kernel
 * @param stride of the depthwise convolution
 * @param expansionRatio expanded channels per input channel; 1 means that there is no
 * expansion convolution
 * @param inChannels channels that enter
 * @param outChannels channels that leave
 * @param squeezeWidth channels between the two squeeze-and-excitation convolutions; 0 if
 * the block has none
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet, table 1</a>
 */
public record BlockSpec(int stage, int position, int index, int kernel, int stride, int expansionRatio, int inChannels,
		int outChannels, int squeezeWidth) {

	public boolean hasExpansion() {
		return this.expansionRatio != 1;
	}

	public boolean hasSqueezeExcitation() {
		return this.squeezeWidth > 0;
	}

	/**
	 * Whether the input is added to the output.
	 * @return true where neither the extent nor the channels change
	 */
	public boolean hasSkip() {
		return this.stride == 1 && this.inChannels == this.outChannels;
	}

	public int expandedChannels() {
		return this.inChannels * this.expansionRatio;
	}

	/**
	 * Trainable parameters: kernels, scale and shift of each batch norm, biases of
	 * squeeze-and-excitation.
	 * @return their number
	 */
	long parameters() {
		long expanded = expandedChannels();
		long expansion = hasExpansion() ? expanded * this.inChannels : 0;
		long depthwise = expanded * this.kernel * this.kernel;
		long squeeze = hasSqueezeExcitation() ? 2 * expanded * this.squeezeWidth + this.squeezeWidth + expanded : 0;
		long projection = expanded * this.outChannels;
		return expansion + depthwise + squeeze + projection + 2 * normalizedChannels();
	}

	long normalizedChannels() {
		return (hasExpansion() ? 2L : 1L) * expandedChannels() + this.outChannels;
	}

	/**
	 * Multiply-adds of the convolutions.
	 * @param inPixels positions of the input map
	 * @param outPixels positions of the output map
	 * @return their number for one image
	 */
	long multiplyAdds(long inPixels, long outPixels) {
		long expanded = expandedChannels();
		long expansion = hasExpansion() ? inPixels * expanded * this.inChannels : 0;
		long depthwise = outPixels * expanded * this.kernel * this.kernel;
		long squeeze = 2 * expanded * this.squeezeWidth;
		return expansion + depthwise + squeeze + outPixels * expanded * this.outChannels;
	}

}
