package io.efficientnet.classifier.conversion;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A layer as it is executed: with a bias and without batch normalisation.
 *
 * @param kernel as {@link Layer#kernelShape()} says
 * @param bias {@code [out]}
 */
record FoldedLayer(Tensor kernel, Tensor bias) {

	/**
	 * Folds a batch normalisation into the kernel before it:
	 * {@code kernel * scale / sqrt(variance + epsilon)} and
	 * {@code shift - mean * scale / sqrt(variance + epsilon)}, in double, rounded once.
	 * @param kernel output channels outermost
	 * @param norm one value per output channel
	 * @return the layer without the normalisation
	 */
	static FoldedLayer of(Tensor kernel, BatchNorm norm) {
		int channels = kernel.shape().dimension(0);
		int perChannel = Math.toIntExact(kernel.shape().elementCount() / channels);
		float[] foldedKernel = new float[channels * perChannel];
		float[] foldedBias = new float[channels];
		for (int channel = 0; channel < channels; channel++) {
			double factor = norm.factor(channel);
			for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
				foldedKernel[i] = (float) (kernel.data().get(i) * factor);
			}
			foldedBias[channel] = (float) norm.bias(channel);
		}
		return new FoldedLayer(Tensor.of(kernel.shape(), foldedKernel), Tensor.of(Shape.of(channels), foldedBias));
	}

	/**
	 * The statistics and the affine part of a batch normalisation, one value per channel.
	 *
	 * @param scale gamma
	 * @param shift beta
	 * @param mean running mean
	 * @param variance running variance
	 * @param epsilon added to the variance
	 */
	record BatchNorm(FloatBuffer scale, FloatBuffer shift, FloatBuffer mean, FloatBuffer variance, double epsilon) {

		double factor(int channel) {
			return this.scale.get(channel) / Math.sqrt(this.variance.get(channel) + this.epsilon);
		}

		double bias(int channel) {
			return this.shift.get(channel) - this.mean.get(channel) * factor(channel);
		}
	}

}
