package io.efficientnet.classifier.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.efficientnet.Activation;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * The nodes of a graph under construction. Each method adds what its name says and
 * returns the name of the value that comes out, which is the name of the node too.
 */
final class GraphNodes {

	private static final String ZERO = "zero";

	private static final String SIX = "six";

	private final List<OnnxNode> nodes = new ArrayList<>();

	private final Map<String, OnnxConstant> initializers = new LinkedHashMap<>();

	private final Padding padding;

	GraphNodes(Padding padding) {
		this.padding = padding;
	}

	List<OnnxNode> nodes() {
		return this.nodes;
	}

	Map<String, OnnxConstant> initializers() {
		return this.initializers;
	}

	String convolution(String name, String input, Layer layer, FoldedLayer weights) {
		Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
		if (layer.stride() > 1 && this.padding == Padding.TF_SAME) {
			attributes.put("auto_pad", OnnxAttribute.of("SAME_UPPER"));
		}
		else {
			long pad = layer.kernel() / 2;
			attributes.put("pads", OnnxAttribute.ofAll(pad, pad, pad, pad));
		}
		attributes.put("dilations", OnnxAttribute.ofAll(1, 1));
		attributes.put("group", OnnxAttribute.of((long) layer.groups()));
		attributes.put("kernel_shape", OnnxAttribute.ofAll(layer.kernel(), layer.kernel()));
		attributes.put("strides", OnnxAttribute.ofAll(layer.stride(), layer.stride()));
		return node("Conv", name, withWeights(name, input, weights), attributes);
	}

	String linear(String name, String input, FoldedLayer weights) {
		return node("Gemm", name, withWeights(name, input, weights), Map.of("transB", OnnxAttribute.of(1L)));
	}

	/**
	 * The nonlinearity.
	 * @param name of the last of its nodes, whose output is the result
	 * @param input value that enters
	 * @param activation which nonlinearity
	 * @return {@code name}
	 */
	String activation(String name, String input, Activation activation) {
		return switch (activation) {
			case SWISH -> multiply(name, input, sigmoid(input + "/sigmoid", input));
			case RELU6 -> node("Clip", name, List.of(input, scalar(ZERO, 0), scalar(SIX, 6)), Map.of());
		};
	}

	String sigmoid(String name, String input) {
		return node("Sigmoid", name, List.of(input), Map.of());
	}

	String multiply(String name, String left, String right) {
		return node("Mul", name, List.of(left, right), Map.of());
	}

	String add(String name, String left, String right) {
		return node("Add", name, List.of(left, right), Map.of());
	}

	String globalAveragePool(String name, String input) {
		return node("GlobalAveragePool", name, List.of(input), Map.of());
	}

	String flatten(String name, String input) {
		return node("Flatten", name, List.of(input), Map.of("axis", OnnxAttribute.of(1L)));
	}

	private List<String> withWeights(String name, String input, FoldedLayer weights) {
		String kernel = name + ".weight";
		String bias = name + ".bias";
		this.initializers.put(kernel, OnnxConstant.of(weights.kernel()));
		this.initializers.put(bias, OnnxConstant.of(weights.bias()));
		return List.of(input, kernel, bias);
	}

	private String scalar(String name, float value) {
		this.initializers.computeIfAbsent(name, (_) -> OnnxConstant.of(Tensor.of(Shape.of(), value)));
		return name;
	}

	private String node(String operator, String name, List<String> inputs, Map<String, OnnxAttribute> attributes) {
		this.nodes.add(OnnxNode.of(operator, name, inputs, attributes));
		return name;
	}

}
