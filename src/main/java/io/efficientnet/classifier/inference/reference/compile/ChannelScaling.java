package io.efficientnet.classifier.inference.reference.compile;

import java.util.Arrays;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code factor * x + shift}, channel by channel: batch norm, and what exporters make of
 * it. Kept in double until it is folded into weights, which rounds once.
 */
final class ChannelScaling {

	private final double[] factor;

	private final double[] shift;

	private ChannelScaling(double[] factor, double[] shift) {
		this.factor = factor;
		this.shift = shift;
	}

	static ChannelScaling by(double[] factor) {
		return new ChannelScaling(factor, new double[factor.length]);
	}

	static ChannelScaling shiftedBy(double[] shift) {
		double[] factor = new double[shift.length];
		Arrays.fill(factor, 1);
		return new ChannelScaling(factor, shift);
	}

	/**
	 * {@code scale * (x - mean) / sqrt(variance + epsilon) + shift}.
	 * @param scale gamma
	 * @param shift beta
	 * @param mean running mean
	 * @param variance running variance
	 * @param epsilon added to the variance
	 * @return the same as factor and shift
	 */
	static ChannelScaling batchNorm(double[] scale, double[] shift, double[] mean, double[] variance, double epsilon) {
		double[] factors = new double[scale.length];
		double[] shifts = new double[scale.length];
		for (int channel = 0; channel < scale.length; channel++) {
			factors[channel] = scale[channel] / Math.sqrt(variance[channel] + epsilon);
			shifts[channel] = shift[channel] - mean[channel] * factors[channel];
		}
		return new ChannelScaling(factors, shifts);
	}

	ChannelScaling then(ChannelScaling next) {
		double[] factors = new double[this.factor.length];
		double[] shifts = new double[this.factor.length];
		for (int channel = 0; channel < factors.length; channel++) {
			factors[channel] = this.factor[channel] * next.factor[channel];
			shifts[channel] = this.shift[channel] * next.factor[channel] + next.shift[channel];
		}
		return new ChannelScaling(factors, shifts);
	}

	/**
	 * Weights of a layer that scales by itself.
	 * @param weights output channels outermost
	 * @return the factors times the weights
	 */
	Tensor weights(Tensor weights) {
		int size = weights.data().remaining() / this.factor.length;
		float[] folded = new float[weights.data().remaining()];
		for (int i = 0; i < folded.length; i++) {
			folded[i] = (float) (weights.data().get(i) * this.factor[i / size]);
		}
		return Tensor.of(weights.shape(), folded);
	}

	Tensor bias(Tensor bias) {
		float[] folded = new float[this.factor.length];
		for (int channel = 0; channel < folded.length; channel++) {
			folded[channel] = (float) (bias.data().get(channel) * this.factor[channel] + this.shift[channel]);
		}
		return Tensor.of(Shape.of(folded.length), folded);
	}

}
