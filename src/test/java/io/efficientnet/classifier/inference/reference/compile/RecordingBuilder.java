package io.efficientnet.classifier.inference.reference.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

/** Writes down what is built: one line per step, {@code #n} being the n-th value. */
final class RecordingBuilder implements NetworkBuilder {

	private final List<String> plan = new ArrayList<>();

	private final List<String> names = new ArrayList<>();

	private int values;

	/**
	 * The steps without their numbers and input.
	 * @return one line per step
	 */
	List<String> plan() {
		return this.plan;
	}

	/**
	 * The names that steps were given.
	 * @return in order of execution
	 */
	List<String> names() {
		return this.names;
	}

	@Override
	public NetworkValue input(Shape shape) {
		return value(shape);
	}

	@Override
	public NetworkValue convolution(String name, NetworkValue input, ConvolutionSpec spec) {
		Shape output = convolved(input.shape(), spec);
		return step(name, "convolution " + describe(spec), List.of(input), output);
	}

	@Override
	public NetworkValue mbConv(String name, NetworkValue input, MbConvSpec spec) {
		StringBuilder text = new StringBuilder("mbConv");
		Shape shape = input.shape();
		ConvolutionSpec expand = spec.expand();
		if (expand != null) {
			text.append(" expand ").append(describe(expand));
			shape = convolved(shape, expand);
		}
		text.append(" depthwise ").append(describe(spec.depthwise()));
		shape = convolved(shape, spec.depthwise());
		SqueezeExcitationSpec gate = spec.squeezeExcitation();
		if (gate != null) {
			text.append(" se ").append(describe(gate));
		}
		text.append(" project ").append(describe(spec.project())).append(spec.residual() ? " residual" : "");
		return step(name, text.toString(), List.of(input), convolved(shape, spec.project()));
	}

	@Override
	public NetworkValue squeezeExcitation(String name, NetworkValue input, SqueezeExcitationSpec spec) {
		return step(name, "squeezeExcitation " + describe(spec), List.of(input), input.shape());
	}

	@Override
	public NetworkValue globalAveragePool(String name, NetworkValue input, Shape output) {
		return step(name, "globalAveragePool", List.of(input), output);
	}

	@Override
	public NetworkValue fullyConnected(String name, NetworkValue input, Tensor weights, Tensor bias,
			Activation activation) {
		return step(name, "fullyConnected" + describe(activation), List.of(input),
				Shape.of(1, weights.shape().dimension(0)));
	}

	@Override
	public NetworkValue sum(String name, NetworkValue left, NetworkValue right) {
		return step(name, "sum", List.of(left, right), left.shape());
	}

	@Override
	public NetworkValue reshape(NetworkValue input, Shape shape) {
		return step("", "reshape", List.of(input), shape);
	}

	@Override
	public NetworkValue activation(String name, NetworkValue input, Activation activation) {
		return step(name, "activation" + describe(activation), List.of(input), input.shape());
	}

	@Override
	public NetworkValue operator(String name, String operator, List<NetworkValue> inputs, Shape output,
			TensorFunction function) {
		return step(name, operator, inputs, output);
	}

	@Override
	public void output(String name, NetworkValue value) {
		this.plan.add("output " + name + " = #" + value.index());
	}

	private NetworkValue step(String name, String text, List<NetworkValue> inputs, Shape output) {
		NetworkValue value = value(output);
		String arguments = inputs.stream().map((input) -> "#" + input.index()).collect(Collectors.joining(", "));
		this.plan.add("#%d = %s (%s) -> %s".formatted(value.index(), text, arguments, output));
		this.names.add(name);
		return value;
	}

	private NetworkValue value(Shape shape) {
		return new NetworkValue(this.values++, shape, Layout.PLANAR);
	}

	private static Shape convolved(Shape input, ConvolutionSpec spec) {
		return Shape.of(1, spec.outputChannels(), spec.outputRows(input.dimension(2)),
				spec.outputColumns(input.dimension(3)));
	}

	private static String describe(ConvolutionSpec spec) {
		String pads = "%d,%d,%d,%d".formatted(spec.padTop(), spec.padLeft(), spec.padBottom(), spec.padRight());
		String kernel = spec.isDepthwise() ? "%dx%d".formatted(spec.kernelH(), spec.kernelW())
				: "%d-%d %dx%d".formatted(spec.inputChannels(), spec.outputChannels(), spec.kernelH(), spec.kernelW());
		return kernel + ((spec.strideH() > 1) ? "/" + spec.strideH() : "")
				+ (pads.equals("0,0,0,0") ? "" : " pads " + pads) + describe(spec.activation());
	}

	private static String describe(SqueezeExcitationSpec spec) {
		return "%d-%d%s%s".formatted(spec.channels(), spec.squeezed(), describe(spec.activation()),
				describe(spec.gate()));
	}

	private static String describe(Activation activation) {
		return switch (activation.function()) {
			case NONE -> "";
			case CLIP -> " clip(%s,%s)".formatted(activation.low(), activation.high());
			default -> " " + activation.function().name().toLowerCase(Locale.ROOT);
		};
	}

}
