package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.network.ConvolutionSpec;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a convolution that is still growing. Scaling is folded when the network
 * is built and not before, so that no more than one layer's weights are copied at a time.
 *
 * @param unscaled convolution with the weights of the file
 * @param scaling what follows the convolution, before the activation; null if nothing
 */
record Filter(ConvolutionSpec unscaled, @Nullable ChannelScaling scaling) {

	Activation activation() {
		return this.unscaled.activation();
	}

	boolean isLinear() {
		return activation().function() == Activation.Function.NONE;
	}

	Filter scaled(ChannelScaling next) {
		return new Filter(this.unscaled, (this.scaling != null) ? this.scaling.then(next) : next);
	}

	Filter padded(int top, int left, int bottom, int right) {
		ConvolutionSpec spec = this.unscaled;
		return new Filter(like(spec.weights(), spec.bias(), top, left, bottom, right, spec.activation()), this.scaling);
	}

	Filter activated(Activation activation) {
		ConvolutionSpec spec = this.unscaled;
		return new Filter(like(spec.weights(), spec.bias(), 0, 0, 0, 0, activation), this.scaling);
	}

	ConvolutionSpec fold() {
		ConvolutionSpec spec = this.unscaled;
		return (this.scaling != null) ? like(this.scaling.weights(spec.weights()), this.scaling.bias(spec.bias()), 0, 0,
				0, 0, spec.activation()) : spec;
	}

	private ConvolutionSpec like(Tensor weights, Tensor bias, int top, int left, int bottom, int right,
			Activation activation) {
		ConvolutionSpec spec = this.unscaled;
		return new ConvolutionSpec(weights, bias, spec.groups(), spec.strideH(), spec.strideW(), spec.dilationH(),
				spec.dilationW(), spec.padTop() + top, spec.padLeft() + left, spec.padBottom() + bottom,
				spec.padRight() + right, activation);
	}

}
