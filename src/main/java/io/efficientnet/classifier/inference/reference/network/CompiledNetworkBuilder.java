package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Puts a network together that runs. Weights are copied into native memory as the steps
 * are added, so {@link #close()} belongs to a builder that is given up.
 */
public final class CompiledNetworkBuilder implements NetworkBuilder, AutoCloseable {

	private final Kernels kernels;

	private final Arena arena = Arena.ofShared();

	private final MemoryLimit limit;

	private long scratchBytes;

	private final List<Buffer> values = new ArrayList<>();

	private final List<Step> steps = new ArrayList<>();

	private final List<PlanLine> plan = new ArrayList<>();

	private final Map<String, NetworkValue> outputs = new LinkedHashMap<>();

	private @Nullable NetworkValue input;

	/**
	 * A builder without steps.
	 * @param kernels that compute
	 */
	public CompiledNetworkBuilder(Kernels kernels) {
		this(kernels, MemoryLimit.ofThisMachine());
	}

	CompiledNetworkBuilder(Kernels kernels, MemoryLimit limit) {
		this.kernels = kernels;
		this.limit = limit;
	}

	@Override
	public NetworkValue input(Shape shape) {
		NetworkValue value = value(shape, Layout.PLANAR);
		this.input = value;
		return value;
	}

	@Override
	public NetworkValue convolution(String name, NetworkValue input, ConvolutionSpec spec) {
		addWeights(spec);
		Shape shape = outputShape(input, spec);
		plan("Conv", name, PlanText.convolution(spec), shape, macs(spec, shape), weightBytes(spec));
		if (spec.isPointwise()) {
			NetworkValue from = channelsLast(input);
			NetworkValue to = value(shape, Layout.CHANNELS_LAST);
			add(new PointwiseConvolution(this.arena, this.kernels, buffer(from), picture(from), buffer(to), picture(to),
					spec));
			return to;
		}
		if (spec.isDepthwise()) {
			NetworkValue from = channelsLast(input);
			NetworkValue to = value(shape, Layout.CHANNELS_LAST);
			add(new DepthwiseConvolution(this.arena, this.kernels, buffer(from), picture(from), buffer(to), spec));
			return to;
		}
		if (spec.isUndilatedDense()) {
			NetworkValue from = planar(input);
			NetworkValue to = value(shape, Layout.CHANNELS_LAST);
			add(new DenseConvolution(this.arena, this.kernels, buffer(from), picture(from), buffer(to), picture(to),
					spec));
			return to;
		}
		NetworkValue other = tensorStep(List.of(input), shape, new OtherConvolution(spec));
		return (spec.activation().function() == Activation.Function.NONE) ? other
				: elementwise(other, null, spec.activation());
	}

	@Override
	public NetworkValue mbConv(String name, NetworkValue input, MbConvSpec spec) {
		ConvolutionSpec expand = spec.expand();
		SqueezeExcitationSpec excitation = spec.squeezeExcitation();
		Shape filtered = outputShape(input, spec.depthwise());
		Shape shape = Shape.of(1, spec.project().outputChannels(), filtered.dimension(2), filtered.dimension(3));
		long bytes = weightBytes(spec.depthwise()) + weightBytes(spec.project());
		long macs = macs(spec.depthwise(), filtered) + macs(spec.project(), shape);
		if (expand != null) {
			addWeights(expand);
			bytes += weightBytes(expand);
			macs += macs(expand, input.shape());
		}
		if (excitation != null) {
			addWeights(excitation);
			bytes += weightBytes(excitation);
			macs += 2L * excitation.channels() * excitation.squeezed();
		}
		addWeights(spec.depthwise());
		addWeights(spec.project());
		plan(PlanText.blockName(spec), name, PlanText.block(spec), shape, macs, bytes);
		NetworkValue from = channelsLast(input);
		NetworkValue to = value(shape, Layout.CHANNELS_LAST);
		add(new MbConv(this.arena, this.kernels, buffer(from), picture(from), buffer(to), picture(to), spec));
		return to;
	}

	@Override
	public NetworkValue squeezeExcitation(String name, NetworkValue input, SqueezeExcitationSpec spec) {
		addWeights(spec);
		NetworkValue from = channelsLast(input);
		NetworkValue to = value(input.shape(), Layout.CHANNELS_LAST);
		plan("SE", name, "SE " + spec.squeezed(), input.shape(), 2L * spec.channels() * spec.squeezed(),
				weightBytes(spec));
		add(new SqueezeExcitation(this.arena, this.kernels, buffer(from), picture(from), buffer(to), spec));
		return to;
	}

	@Override
	public NetworkValue globalAveragePool(String name, NetworkValue input, Shape output) {
		NetworkValue from = channelsLast(input);
		NetworkValue to = value(output, Layout.PLANAR);
		plan("AvgPool", name, "", output, 0, 0);
		add(new GlobalAveragePool(this.kernels, buffer(from), picture(from), buffer(to)));
		return to;
	}

	@Override
	public NetworkValue fullyConnected(String name, NetworkValue input, Tensor weights, Tensor bias,
			Activation activation) {
		long bytes = (weights.shape().elementCount() + bias.shape().elementCount()) * Float.BYTES;
		addWeights(weights.shape().dimension(0), weights.shape().dimension(1));
		NetworkValue from = planar(input);
		NetworkValue to = value(Shape.of(1, weights.shape().dimension(0)), Layout.PLANAR);
		plan("FC", name, PlanText.activation(activation), to.shape(), weights.shape().elementCount(), bytes);
		add(new FullyConnected(this.arena, this.kernels, buffer(from), buffer(to), weights, bias, activation));
		return to;
	}

	@Override
	public NetworkValue sum(String name, NetworkValue left, NetworkValue right) {
		plan("Add", name, "", left.shape(), 0, 0);
		boolean alike = left.layout() == right.layout();
		return elementwise(alike ? left : planar(left), alike ? right : planar(right), Activation.NONE);
	}

	@Override
	public NetworkValue reshape(NetworkValue input, Shape shape) {
		NetworkValue from = planar(input);
		this.values.add(buffer(from));
		return new NetworkValue(this.values.size() - 1, shape, Layout.PLANAR);
	}

	@Override
	public NetworkValue activation(String name, NetworkValue input, Activation activation) {
		plan("Activation", name, PlanText.activation(activation), input.shape(), 0, 0);
		return elementwise(input, null, activation);
	}

	@Override
	public NetworkValue operator(String name, String operator, List<NetworkValue> inputs, Shape output,
			TensorFunction function) {
		plan(operator, name, "", output, 0, 0);
		return tensorStep(inputs, output, function);
	}

	@Override
	public void output(String name, NetworkValue value) {
		this.outputs.put(name, value);
	}

	/**
	 * Places the values in memory.
	 * @param threads of a run
	 * @return the network, which owns the weights from now on
	 */
	public CompiledNetwork build(int threads) {
		NetworkValue from = this.input;
		if (from == null) {
			throw new IllegalStateException("A network without an input");
		}
		MemoryPlan memory = new MemoryPlan();
		memory.use(buffer(from), 0);
		for (int i = 0; i < this.steps.size(); i++) {
			for (Buffer buffer : this.steps.get(i).buffers()) {
				memory.use(buffer, i);
			}
		}
		Map<String, OutputValue> results = new LinkedHashMap<>();
		this.outputs.forEach((name, value) -> {
			memory.use(buffer(value), this.steps.size());
			results.put(name, new OutputValue(value, buffer(value), this.kernels.lanes()));
		});
		long bytes = memory.place();
		this.limit.add(bytes, CompiledNetwork.imagesPerPass(bytes));
		this.limit.add(this.scratchBytes, threads);
		return new CompiledNetwork(this.arena, this.kernels, from.shape(), buffer(from), this.steps, results, this.plan,
				bytes, this.scratchBytes, threads);
	}

	/** Frees the weights of a network that is not built. */
	@Override
	public void close() {
		this.arena.close();
	}

	private NetworkValue elementwise(NetworkValue left, @Nullable NetworkValue right, Activation activation) {
		NetworkValue to = value(left.shape(), left.layout());
		add(new Elementwise(this.kernels, buffer(left), (right != null) ? buffer(right) : null, buffer(to),
				activation));
		return to;
	}

	private NetworkValue tensorStep(List<NetworkValue> inputs, Shape output, TensorFunction function) {
		List<NetworkValue> from = inputs.stream().map(this::planar).toList();
		NetworkValue to = value(output, Layout.PLANAR);
		add(new TensorStep(from.stream().map(this::buffer).toList(), from.stream().map(NetworkValue::shape).toList(),
				buffer(to), output, function));
		return to;
	}

	private NetworkValue planar(NetworkValue value) {
		return inLayout(value, Layout.PLANAR);
	}

	private NetworkValue channelsLast(NetworkValue value) {
		return inLayout(value, Layout.CHANNELS_LAST);
	}

	private NetworkValue inLayout(NetworkValue value, Layout layout) {
		if (value.layout() == layout) {
			return value;
		}
		if (picture(value).pixels() == 1) {
			return new NetworkValue(value.index(), value.shape(), layout);
		}
		NetworkValue to = value(value.shape(), layout);
		add(new LayoutChange(buffer(value), buffer(to), picture(value), layout));
		return to;
	}

	private NetworkValue value(Shape shape, Layout layout) {
		long bytes = (layout == Layout.PLANAR) ? Math.multiplyExact(shape.elementCount(), Float.BYTES)
				: Picture.of(shape, this.kernels.lanes()).bytes();
		this.values.add(new Buffer(bytes));
		return new NetworkValue(this.values.size() - 1, shape, layout);
	}

	private Buffer buffer(NetworkValue value) {
		return this.values.get(value.index());
	}

	private Picture picture(NetworkValue value) {
		return Picture.of(value.shape(), this.kernels.lanes());
	}

	private void add(Step step) {
		this.steps.add(step);
		try {
			this.scratchBytes = Math.max(this.scratchBytes, step.scratchBytes());
		}
		catch (ArithmeticException ex) {
			throw this.limit.exceeded();
		}
	}

	private void plan(String operator, String name, String attributes, Shape output, long macs, long bytes) {
		this.plan.add(new PlanLine(operator, name, attributes, output, macs, bytes));
	}

	private void addWeights(ConvolutionSpec spec) {
		int outputs = spec.outputChannels();
		addWeights(outputs, spec.weights().shape().elementCount() / outputs);
	}

	private void addWeights(SqueezeExcitationSpec spec) {
		addWeights(spec.squeezed(), spec.channels());
		addWeights(spec.channels(), spec.squeezed());
	}

	/** Counts a matrix and its bias, whose outputs are padded to whole vectors. */
	private void addWeights(int outputs, long inputs) {
		this.limit.add(Picture.padded(outputs, this.kernels.lanes()) * (long) Float.BYTES, inputs + 1);
	}

	private static Shape outputShape(NetworkValue input, ConvolutionSpec spec) {
		int rows = spec.outputRows(input.shape().dimension(2));
		int columns = spec.outputColumns(input.shape().dimension(3));
		return Shape.of(1, spec.outputChannels(), rows, columns);
	}

	private static long macs(ConvolutionSpec spec, Shape output) {
		return spec.weights().shape().elementCount() * output.dimension(2) * output.dimension(3);
	}

	private static long weightBytes(ConvolutionSpec spec) {
		return (spec.weights().shape().elementCount() + spec.outputChannels()) * Float.BYTES;
	}

	private static long weightBytes(SqueezeExcitationSpec spec) {
		return (2L * spec.channels() * spec.squeezed() + spec.channels() + spec.squeezed()) * Float.BYTES;
	}

}
