package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a layer as whole numbers.
 *
 * @param kernel {@code int8}, output channels outermost
 * @param kernelScales one per output channel
 * @param bias {@code int32}, one per output channel; null where the layer has none
 * @param biasScales input scale by kernel scale, as integer arithmetic needs it
 */
record QuantizedWeights(OnnxConstant kernel, Tensor kernelScales, @Nullable OnnxConstant bias, Tensor biasScales) {

	/** The largest of a kernel's numbers; without -128 they are symmetric. */
	private static final int LARGEST = 127;

	private static final double LARGEST_BIAS = 1 << 30;

	/**
	 * Rounds weights, ties to even, each channel symmetric about zero.
	 * @param kernel output channels outermost
	 * @param bias one per output channel, or null
	 * @param inputScale of what the layer reads
	 * @return the numbers
	 * @throws ServiceException {@code INVALID_REQUEST} if a weight or bias is not finite
	 */
	static QuantizedWeights of(Tensor kernel, @Nullable Tensor bias, float inputScale) {
		int channels = kernel.shape().dimension(0);
		float[] scales = new float[channels];
		float[] biasScales = new float[channels];
		for (int channel = 0; channel < channels; channel++) {
			double offset = (bias != null) ? Math.abs(bias.data().get(channel)) : 0;
			// A channel of next to nothing but its bias must leave the bias room
			double least = Math.max(Math.max(offset / LARGEST_BIAS, Float.MIN_NORMAL) / inputScale, Float.MIN_NORMAL);
			scales[channel] = (float) Math.max(largest(kernel.slice(channel).data()) / LARGEST, least);
			if (!Float.isFinite(scales[channel])) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"A weight or bias of channel " + channel + " is not finite; verify the weights");
			}
			biasScales[channel] = inputScale * scales[channel];
		}
		Shape shape = Shape.of(channels);
		return new QuantizedWeights(bytes(kernel, scales), Tensor.of(shape, scales),
				(bias != null) ? integers(bias, biasScales) : null, Tensor.of(shape, biasScales));
	}

	private static double largest(FloatBuffer values) {
		double largest = 0;
		for (int i = 0; i < values.limit(); i++) {
			largest = Math.max(largest, Math.abs(values.get(i)));
		}
		return largest;
	}

	private static OnnxConstant bytes(Tensor kernel, float[] scales) {
		ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(kernel.shape().elementCount()));
		for (int channel = 0; channel < scales.length; channel++) {
			FloatBuffer values = kernel.slice(channel).data();
			for (int i = 0; i < values.limit(); i++) {
				bytes.put((byte) Math.clamp(Math.rint(values.get(i) / (double) scales[channel]), -LARGEST, LARGEST));
			}
		}
		return new OnnxConstant(OnnxElementType.INT8, kernel.shape(), bytes.flip());
	}

	private static OnnxConstant integers(Tensor bias, float[] scales) {
		ByteBuffer integers = ByteBuffer.allocateDirect(scales.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (int channel = 0; channel < scales.length; channel++) {
			integers.putInt((int) Math.rint(bias.data().get(channel) / (double) scales[channel]));
		}
		return new OnnxConstant(OnnxElementType.INT32, bias.shape(), integers.flip());
	}

}
