package io.efficientnet.classifier.conversion;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** How a framework names the tensors of a layer and orders the axes of its kernels. */
enum Layout {

	/** Kernels {@code [out][in][h][w]}, depthwise ones {@code [channels][1][h][w]}. */
	TORCH(".weight", ".weight", ".bias", ".weight", ".bias", ".running_mean", ".running_var") {

		@Override
		Shape kernelShape(Layer layer) {
			return layer.kernelShape();
		}

		@Override
		Tensor kernel(Layer layer, Tensor stored) {
			return stored;
		}

	},

	/** Kernels {@code [h][w][in][out]}, depthwise ones {@code [h][w][channels][1]}. */
	KERAS("/kernel:0", "/depthwise_kernel:0", "/bias:0", "/gamma:0", "/beta:0", "/moving_mean:0",
			"/moving_variance:0") {

		@Override
		Shape kernelShape(Layer layer) {
			int side = layer.kernel();
			return switch (layer.role()) {
				case CLASSIFIER -> Shape.of(layer.in(), layer.out());
				case DEPTHWISE -> Shape.of(side, side, layer.in(), 1);
				default -> Shape.of(side, side, layer.in(), layer.out());
			};
		}

		@Override
		Tensor kernel(Layer layer, Tensor stored) {
			int positions = layer.kernel() * layer.kernel();
			int channels = layer.in() / layer.groups();
			float[] values = new float[Math.toIntExact(stored.shape().elementCount())];
			// [position][in][out] to [out][in][position]; depthwise has one "in" of "out"
			for (int out = 0; out < layer.out(); out++) {
				for (int in = 0; in < channels; in++) {
					for (int at = 0; at < positions; at++) {
						values[(out * channels + in) * positions + at] = stored.data()
							.get((at * channels + in) * layer.out() + out);
					}
				}
			}
			return Tensor.of(layer.kernelShape(), values);
		}

	},

	/** As Keras, with batch normalisation folded into what is before it. */
	TFJS("/Conv2D_weights", "/depthwise_weights", "/Conv2D_bn_offset", "", "", "", "") {

		@Override
		Shape kernelShape(Layer layer) {
			return KERAS.kernelShape(layer);
		}

		@Override
		Tensor kernel(Layer layer, Tensor stored) {
			return KERAS.kernel(layer, stored);
		}

		@Override
		String biasSuffix(Role role) {
			return (role == Role.DEPTHWISE) ? "/depthwise_bn_offset" : super.biasSuffix(role);
		}

		@Override
		boolean isNormalized(Role role) {
			return false;
		}

	};

	private final String kernel;

	private final String depthwiseKernel;

	private final String bias;

	private final String scale;

	private final String shift;

	private final String mean;

	private final String variance;

	Layout(String kernel, String depthwiseKernel, String bias, String scale, String shift, String mean,
			String variance) {
		this.kernel = kernel;
		this.depthwiseKernel = depthwiseKernel;
		this.bias = bias;
		this.scale = scale;
		this.shift = shift;
		this.mean = mean;
		this.variance = variance;
	}

	/**
	 * Extents of a kernel in files.
	 * @param layer that it belongs to
	 * @return extents, outermost first
	 */
	abstract Shape kernelShape(Layer layer);

	/**
	 * Brings a kernel into the order of ONNX.
	 * @param layer that it belongs to
	 * @param stored as {@link #kernelShape} says
	 * @return as {@link Layer#kernelShape()} says
	 */
	abstract Tensor kernel(Layer layer, Tensor stored);

	/**
	 * Outputs of a classifier.
	 * @param kernel its extents in files, two of them
	 * @return number of classes
	 */
	int classes(Shape kernel) {
		return kernel.dimension((this == TORCH) ? 0 : 1);
	}

	String kernelSuffix(Role role) {
		return (role == Role.DEPTHWISE) ? this.depthwiseKernel : this.kernel;
	}

	String biasSuffix(Role role) {
		return this.bias;
	}

	/**
	 * Whether files hold the batch normalisation behind a layer.
	 * @param role of the layer
	 * @return false if the layer has a bias instead
	 */
	boolean isNormalized(Role role) {
		return role.isNormalized();
	}

	String scaleSuffix() {
		return this.scale;
	}

	String shiftSuffix() {
		return this.shift;
	}

	String meanSuffix() {
		return this.mean;
	}

	String varianceSuffix() {
		return this.variance;
	}

}
