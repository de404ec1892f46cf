package io.efficientnet.classifier.inference.reference.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.network.ConvolutionSpec;
import io.efficientnet.classifier.inference.reference.network.Layout;
import io.efficientnet.classifier.inference.reference.network.MbConvSpec;
import io.efficientnet.classifier.inference.reference.network.NetworkBuilder;
import io.efficientnet.classifier.inference.reference.network.NetworkValue;
import io.efficientnet.classifier.inference.reference.network.SqueezeExcitationSpec;
import io.efficientnet.classifier.inference.reference.network.TensorFunction;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Computes every step while it is added, with plain loops: what a network should give.
 */
final class InterpretingBuilder implements NetworkBuilder {

	private final Tensor image;

	private final List<Tensor> values = new ArrayList<>();

	private final Map<String, Tensor> outputs = new LinkedHashMap<>();

	InterpretingBuilder(Tensor image) {
		this.image = image;
	}

	Map<String, Tensor> outputs() {
		return this.outputs;
	}

	@Override
	public NetworkValue input(Shape shape) {
		return value(new Tensor(shape, this.image.data()));
	}

	@Override
	public NetworkValue convolution(String name, NetworkValue input, ConvolutionSpec spec) {
		return value(convolve(tensor(input), spec));
	}

	@Override
	public NetworkValue mbConv(String name, NetworkValue input, MbConvSpec spec) {
		Tensor value = tensor(input);
		if (spec.expand() != null) {
			value = convolve(value, spec.expand());
		}
		value = convolve(value, spec.depthwise());
		if (spec.squeezeExcitation() != null) {
			value = excite(value, spec.squeezeExcitation());
		}
		value = convolve(value, spec.project());
		return value(spec.residual() ? add(value, tensor(input)) : value);
	}

	@Override
	public NetworkValue squeezeExcitation(String name, NetworkValue input, SqueezeExcitationSpec spec) {
		return value(excite(tensor(input), spec));
	}

	@Override
	public NetworkValue globalAveragePool(String name, NetworkValue input, Shape output) {
		return value(Tensor.of(output, means(tensor(input))));
	}

	@Override
	public NetworkValue fullyConnected(String name, NetworkValue input, Tensor weights, Tensor bias,
			Activation activation) {
		float[] result = multiply(weights, tensor(input).toArray(), bias, activation);
		return value(Tensor.of(Shape.of(1, result.length), result));
	}

	@Override
	public NetworkValue sum(String name, NetworkValue left, NetworkValue right) {
		return value(add(tensor(left), tensor(right)));
	}

	@Override
	public NetworkValue reshape(NetworkValue input, Shape shape) {
		return value(new Tensor(shape, tensor(input).data()));
	}

	@Override
	public NetworkValue activation(String name, NetworkValue input, Activation activation) {
		float[] elements = tensor(input).toArray();
		for (int i = 0; i < elements.length; i++) {
			elements[i] = activate(elements[i], activation);
		}
		return value(Tensor.of(input.shape(), elements));
	}

	@Override
	public NetworkValue operator(String name, String operator, List<NetworkValue> inputs, Shape output,
			TensorFunction function) {
		Tensor result = Tensor.allocate(output);
		function.apply(inputs.stream().map(this::tensor).toList(), result);
		return value(result);
	}

	@Override
	public void output(String name, NetworkValue value) {
		this.outputs.put(name, tensor(value));
	}

	private NetworkValue value(Tensor tensor) {
		this.values.add(tensor);
		return new NetworkValue(this.values.size() - 1, tensor.shape(), Layout.PLANAR);
	}

	private Tensor tensor(NetworkValue value) {
		return this.values.get(value.index());
	}

	private static Tensor convolve(Tensor input, ConvolutionSpec spec) {
		int rows = input.shape().dimension(2);
		int columns = input.shape().dimension(3);
		Shape shape = Shape.of(1, spec.outputChannels(), spec.outputRows(rows), spec.outputColumns(columns));
		float[] output = new float[Math.toIntExact(shape.elementCount())];
		int index = 0;
		for (int channel = 0; channel < shape.dimension(1); channel++) {
			for (int row = 0; row < shape.dimension(2); row++) {
				for (int column = 0; column < shape.dimension(3); column++) {
					double sum = spec.bias().data().get(channel) + product(input, spec, channel, row, column);
					output[index++] = activate(sum, spec.activation());
				}
			}
		}
		return Tensor.of(shape, output);
	}

	private static double product(Tensor input, ConvolutionSpec spec, int channel, int row, int column) {
		int rows = input.shape().dimension(2);
		int columns = input.shape().dimension(3);
		int inputsPerGroup = spec.weights().shape().dimension(1);
		int firstInput = channel / (spec.outputChannels() / spec.groups()) * inputsPerGroup;
		int weight = channel * inputsPerGroup * spec.kernelH() * spec.kernelW();
		double sum = 0;
		for (int i = firstInput; i < firstInput + inputsPerGroup; i++) {
			for (int kernelRow = 0; kernelRow < spec.kernelH(); kernelRow++) {
				for (int kernelColumn = 0; kernelColumn < spec.kernelW(); kernelColumn++, weight++) {
					int y = row * spec.strideH() - spec.padTop() + kernelRow * spec.dilationH();
					int x = column * spec.strideW() - spec.padLeft() + kernelColumn * spec.dilationW();
					if (y >= 0 && y < rows && x >= 0 && x < columns) {
						sum += (double) spec.weights().data().get(weight)
								* input.data().get((i * rows + y) * columns + x);
					}
				}
			}
		}
		return sum;
	}

	private static Tensor excite(Tensor input, SqueezeExcitationSpec spec) {
		float[] squeezed = multiply(spec.reduceWeights(), means(input), spec.reduceBias(), spec.activation());
		float[] gate = multiply(spec.expandWeights(), squeezed, spec.expandBias(), spec.gate());
		float[] output = input.toArray();
		int pixels = output.length / gate.length;
		for (int i = 0; i < output.length; i++) {
			output[i] *= gate[i / pixels];
		}
		return Tensor.of(input.shape(), output);
	}

	private static float[] means(Tensor input) {
		float[] elements = input.toArray();
		float[] means = new float[input.shape().dimension(1)];
		int pixels = elements.length / means.length;
		for (int channel = 0; channel < means.length; channel++) {
			double sum = 0;
			for (float element : Arrays.copyOfRange(elements, channel * pixels, (channel + 1) * pixels)) {
				sum += element;
			}
			means[channel] = (float) (sum / pixels);
		}
		return means;
	}

	private static float[] multiply(Tensor weights, float[] vector, Tensor bias, Activation activation) {
		float[] result = bias.toArray();
		for (int row = 0; row < result.length; row++) {
			double sum = result[row];
			for (int column = 0; column < vector.length; column++) {
				sum += (double) weights.data().get(row * vector.length + column) * vector[column];
			}
			result[row] = activate(sum, activation);
		}
		return result;
	}

	private static Tensor add(Tensor left, Tensor right) {
		float[] sum = left.toArray();
		for (int i = 0; i < sum.length; i++) {
			sum[i] += right.data().get(i);
		}
		return Tensor.of(left.shape(), sum);
	}

	private static float activate(double x, Activation activation) {
		return (float) switch (activation.function()) {
			case NONE -> x;
			case SILU -> x / (1 + Math.exp(-x));
			case SIGMOID -> 1 / (1 + Math.exp(-x));
			case CLIP -> Math.min(Math.max(x, activation.low()), activation.high());
		};
	}

}
