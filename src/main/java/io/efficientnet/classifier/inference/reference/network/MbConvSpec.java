package io.efficientnet.classifier.inference.reference.network;

import org.jspecify.annotations.Nullable;

/**
 * A mobile inverted bottleneck block.
 *
 * @param expand pointwise; null in blocks of expansion ratio 1
 * @param depthwise filters each channel
 * @param squeezeExcitation reweighs the channels; null in the lite variants
 * @param project pointwise, usually linear
 * @param residual whether the block's input is added to its output
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet, section 4</a>
 */
public record MbConvSpec(@Nullable ConvolutionSpec expand, ConvolutionSpec depthwise,
		@Nullable SqueezeExcitationSpec squeezeExcitation, ConvolutionSpec project, boolean residual) {
}
