package io.efficientnet.classifier.efficientnet;

import java.util.List;

/**
 * A network between image and logits: a 3x3 stem of stride 2, blocks, a 1x1 head, global
 * average pooling and a linear classifier. The stem, the head and all convolutions of the
 * blocks but those of squeeze-and-excitation are followed by batch normalisation and have
 * no bias.
 *
 * @param stemWidth channels after the stem
 * @param blocks in order of execution
 * @param headWidth channels after the head, which is the length of the embedding
 * @param resolution side of the square image that the variant was published with, in
 * pixels
 * @param activation after every convolution but the projections
 */
public record EfficientNetSpec(int stemWidth, List<BlockSpec> blocks, int headWidth, int resolution,
		Activation activation) {

	/** Side of the stem's kernel. */
	public static final int STEM_KERNEL = 3;

	/** Stride of the stem. */
	public static final int STEM_STRIDE = 2;

	private static final int RGB_CHANNELS = 3;

	public EfficientNetSpec {
		blocks = List.copyOf(blocks);
	}

	public int lastStageWidth() {
		return this.blocks.getLast().outChannels();
	}

	/**
	 * Trainable parameters: kernels, biases, scale and shift of each batch norm.
	 * @param classes outputs of the classifier
	 * @return their number, without the statistics of batch normalisation
	 */
	public long parameters(int classes) {
		long stem = (long) RGB_CHANNELS * STEM_KERNEL * STEM_KERNEL * this.stemWidth + 2L * this.stemWidth;
		long head = (long) lastStageWidth() * this.headWidth + 2L * this.headWidth;
		long classifier = (long) classes * this.headWidth + classes;
		return stem + this.blocks.stream().mapToLong(BlockSpec::parameters).sum() + head + classifier;
	}

	/**
	 * Means and variances of batch normalisation, which are not trained.
	 * @return their number
	 */
	public long statistics() {
		long blocks = this.blocks.stream().mapToLong(BlockSpec::normalizedChannels).sum();
		return 2 * (this.stemWidth + blocks + this.headWidth);
	}

	/**
	 * Multiply-adds of convolutions and classifier for one square image.
	 * @param resolution side of the image in pixels
	 * @param classes outputs of the classifier
	 * @return their number, without batch normalisation, which folds away, and without
	 * activations
	 */
	public long multiplyAdds(int resolution, int classes) {
		int side = strided(resolution, STEM_STRIDE);
		long sum = pixels(side) * RGB_CHANNELS * STEM_KERNEL * STEM_KERNEL * this.stemWidth;
		for (BlockSpec block : this.blocks) {
			int out = strided(side, block.stride());
			sum += block.multiplyAdds(pixels(side), pixels(out));
			side = out;
		}
		return sum + pixels(side) * lastStageWidth() * this.headWidth + (long) classes * this.headWidth;
	}

	/**
	 * Extent of the map before global average pooling.
	 * @param extent of the image along the same axis, in pixels
	 * @return positions along the axis
	 */
	public int featureExtent(int extent) {
		int side = strided(extent, STEM_STRIDE);
		for (BlockSpec block : this.blocks) {
			side = strided(side, block.stride());
		}
		return side;
	}

	private static int strided(int extent, int stride) {
		return Math.ceilDiv(extent, stride);
	}

	private static long pixels(int side) {
		return (long) side * side;
	}

}
