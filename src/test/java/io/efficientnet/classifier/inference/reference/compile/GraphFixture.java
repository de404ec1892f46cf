package io.efficientnet.classifier.inference.reference.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A graph put together node by node, as one exporter or another would. Each method
 * returns the name of the value that comes out. Weights are random, the same each time.
 */
final class GraphFixture {

	static final String IMAGE = "image";

	private static final int IR_VERSION = 8;

	private final Random random = new Random(42);

	private final List<OnnxNode> nodes = new ArrayList<>();

	private final Map<String, OnnxConstant> initializers = new LinkedHashMap<>();

	private final int operatorSet;

	private final Shape image;

	GraphFixture(int operatorSet, int... image) {
		this.operatorSet = operatorSet;
		this.image = Shape.of(image);
	}

	Shape image() {
		return this.image;
	}

	OnnxModel model(String... outputs) {
		OnnxDimension[] extents = this.image.dimensions().stream().map(OnnxDimension::of).toArray(OnnxDimension[]::new);
		List<OnnxValueInfo> declared = Arrays.stream(outputs)
			.map((output) -> new OnnxValueInfo(output, OnnxElementType.FLOAT, null))
			.toList();
		return new OnnxModel(IR_VERSION, "fixture", "", List.of(new OnnxOperatorSet("", this.operatorSet)), Map.of(),
				new OnnxGraph("fixture", this.nodes, List.of(OnnxValueInfo.floats(IMAGE, extents)), declared,
						this.initializers),
				List.of());
	}

	String node(String operator, String name, Map<String, OnnxAttribute> attributes, String... inputs) {
		this.nodes.add(OnnxNode.of(operator, name, List.of(inputs), attributes));
		return name;
	}

	String node(String operator, String name, String... inputs) {
		return node(operator, name, Map.of(), inputs);
	}

	String constant(String name, Tensor tensor) {
		this.initializers.put(name, OnnxConstant.of(tensor));
		return name;
	}

	String integers(String name, long... values) {
		this.initializers.put(name, OnnxConstant.of(Shape.of(values.length), values));
		return name;
	}

	String random(String name, int... extents) {
		return constant(name, uniform(-0.5f, 0.5f, extents));
	}

	String positive(String name, int... extents) {
		return constant(name, uniform(0.5f, 1.5f, extents));
	}

	/**
	 * A convolution with bias, padded so that stride 1 keeps the extent.
	 * @param name of node and value
	 * @param input the picture
	 * @param weights {@code [out][in/groups][kernel][kernel]}
	 * @param stride of rows and columns
	 * @param groups as in the operator
	 * @return the name
	 */
	String convolution(String name, String input, int[] weights, int stride, int groups) {
		long pad = weights[2] / 2;
		return node("Conv", name, window(stride, groups, pad, pad, pad, pad), input, random(name + ".weight", weights),
				random(name + ".bias", weights[0]));
	}

	String pointwise(String name, String input, int in, int out) {
		return convolution(name, input, new int[] { out, in, 1, 1 }, 1, 1);
	}

	String depthwise(String name, String input, int channels, int kernel, int stride) {
		return convolution(name, input, new int[] { channels, 1, kernel, kernel }, stride, channels);
	}

	String silu(String name, String input) {
		return node("Mul", name, input, node("Sigmoid", name + "/sigmoid", input));
	}

	String batchNorm(String name, String input, int channels) {
		return node("BatchNormalization", name, Map.of("epsilon", OnnxAttribute.of(1e-3f)), input,
				positive(name + ".scale", channels), random(name + ".shift", channels),
				random(name + ".mean", channels), positive(name + ".variance", channels));
	}

	String squeezeExcitation(String name, String input, int channels, int squeezed) {
		String pooled = node("GlobalAveragePool", name + "/pool", input);
		String reduced = silu(name + "/reduced", pointwise(name + "/reduce", pooled, channels, squeezed));
		String gate = node("Sigmoid", name + "/gate", pointwise(name + "/expand", reduced, squeezed, channels));
		return node("Mul", name, input, gate);
	}

	static Map<String, OnnxAttribute> window(int stride, int groups, long... pads) {
		return Map.of("strides", OnnxAttribute.ofAll(stride, stride), "group", OnnxAttribute.of((long) groups), "pads",
				OnnxAttribute.ofAll(pads));
	}

	private Tensor uniform(float low, float high, int... extents) {
		Tensor tensor = Tensor.allocate(Shape.of(extents));
		for (int i = 0; i < tensor.data().limit(); i++) {
			tensor.data().put(i, low + (high - low) * this.random.nextFloat());
		}
		return tensor;
	}

}
