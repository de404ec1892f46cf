package io.efficientnet.classifier.inference.reference.network;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * A convolution in several groups of several channels, or a dense one with dilation,
 * which no EfficientNet has: plain loops.
 */
record OtherConvolution(ConvolutionSpec spec) implements TensorFunction {

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Tensor input = inputs.getFirst();
		int rows = output.shape().dimension(2);
		int columns = output.shape().dimension(3);
		for (int channel = 0; channel < this.spec.outputChannels(); channel++) {
			for (int y = 0; y < rows; y++) {
				for (int x = 0; x < columns; x++) {
					output.data().put((channel * rows + y) * columns + x, at(input, channel, y, x));
				}
			}
		}
	}

	private float at(Tensor input, int channel, int y, int x) {
		FloatBuffer weights = this.spec.weights().data();
		int perGroup = this.spec.weights().shape().dimension(1);
		int firstInput = channel / (this.spec.outputChannels() / this.spec.groups()) * perGroup;
		int kernelH = this.spec.kernelH();
		int kernelW = this.spec.kernelW();
		float sum = this.spec.bias().data().get(channel);
		for (int c = 0; c < perGroup; c++) {
			for (int i = 0; i < kernelH; i++) {
				for (int k = 0; k < kernelW; k++) {
					float value = pixel(input, firstInput + c,
							y * this.spec.strideH() - this.spec.padTop() + i * this.spec.dilationH(),
							x * this.spec.strideW() - this.spec.padLeft() + k * this.spec.dilationW());
					sum = Math.fma(value, weights.get(((channel * perGroup + c) * kernelH + i) * kernelW + k), sum);
				}
			}
		}
		return sum;
	}

	private static float pixel(Tensor input, int channel, int y, int x) {
		int rows = input.shape().dimension(2);
		int columns = input.shape().dimension(3);
		boolean padding = y < 0 || y >= rows || x < 0 || x >= columns;
		return padding ? 0 : input.data().get((channel * rows + y) * columns + x);
	}

}
