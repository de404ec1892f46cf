package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A graph whose values pass through eight bits: after each stand {@code QuantizeLinear}
 * and {@code DequantizeLinear}, and weights come from {@code DequantizeLinear}, which
 * executors fuse with the operators between them into integer arithmetic.
 *
 * @see <a href=
 * "https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html">ONNX
 * Runtime, quantisation</a>
 */
final class QuantizedGraph {

	private static final String UNQUANTIZED = "/float";

	private final OnnxGraph graph;

	private final QuantizedValues quantized;

	private final Map<String, ValueRange> ranges;

	private final Map<String, OnnxConstant> constants = new LinkedHashMap<>();

	private final List<OnnxNode> nodes = new ArrayList<>();

	// What nodes read in place of an input of the graph, whose name cannot change
	private final Map<String, String> inputs = new HashMap<>();

	QuantizedGraph(OnnxGraph graph, QuantizedValues quantized, Map<String, ValueRange> ranges) {
		this.graph = graph;
		this.quantized = quantized;
		this.ranges = ranges;
	}

	OnnxGraph build() {
		this.graph.inputs().stream().map(OnnxValueInfo::name).filter(this.ranges::containsKey).forEach((input) -> {
			this.inputs.put(input, input + "/rounded");
			round(input, input, input + "/rounded");
		});
		for (OnnxNode node : this.graph.nodes()) {
			add(this.quantized.layers().contains(node) ? withWeights(node) : node);
		}
		copyUsedConstants();
		return Rewriting.withoutInputs(this.graph, this.nodes, this.constants);
	}

	private void add(OnnxNode node) {
		List<String> outputs = node.outputs()
			.stream()
			.map((output) -> this.ranges.containsKey(output) ? output + UNQUANTIZED : output)
			.toList();
		List<String> read = node.inputs().stream().map((input) -> this.inputs.getOrDefault(input, input)).toList();
		this.nodes.add(new OnnxNode(node.operator(), node.domain(), node.name(), read, outputs, node.attributes()));
		node.outputs()
			.stream()
			.filter(this.ranges::containsKey)
			.forEach((output) -> round(output, output + UNQUANTIZED, output));
	}

	private void round(String value, String from, String to) {
		ValueRange range = Objects.requireNonNull(this.ranges.get(value));
		List<String> parameters = List.of(value + "/scale", value + "/zero");
		this.constants.put(parameters.getFirst(), OnnxConstant.of(Tensor.of(Shape.of(), range.scale())));
		this.constants.put(parameters.getLast(), new OnnxConstant(OnnxElementType.UINT8, Shape.of(),
				ByteBuffer.allocateDirect(1).put((byte) range.zeroPoint()).flip()));
		String integer = value + "/quantized";
		this.nodes.add(OnnxNode.of("QuantizeLinear", integer, with(from, parameters), Map.of()));
		this.nodes.add(new OnnxNode("DequantizeLinear", "", value + "/dequantize", with(integer, parameters),
				List.of(to), Map.of()));
	}

	private OnnxNode withWeights(OnnxNode layer) {
		String input = layer.inputs().getFirst();
		ValueRange range = Objects.requireNonNull(this.ranges.get(input));
		boolean hasBias = layer.inputs().size() > 2;
		QuantizedWeights weights = QuantizedWeights.of(constant(layer, 1).toTensor(),
				hasBias ? constant(layer, 2).toTensor() : null, range.scale());
		List<String> read = new ArrayList<>(List.of(input));
		read.add(dequantized(layer.inputs().get(1), OnnxElementType.INT8, weights.kernel(), weights.kernelScales()));
		if (hasBias) {
			read.add(dequantized(layer.inputs().get(2), OnnxElementType.INT32, Objects.requireNonNull(weights.bias()),
					weights.biasScales()));
		}
		return new OnnxNode(layer.operator(), layer.domain(), layer.name(), read, layer.outputs(), layer.attributes());
	}

	private OnnxConstant constant(OnnxNode layer, int input) {
		return Objects.requireNonNull(this.graph.initializers().get(layer.inputs().get(input)));
	}

	/** By channel, the first axis. */
	private String dequantized(String name, OnnxElementType type, OnnxConstant integers, Tensor scales) {
		List<String> parameters = List.of(name + "/scale", name + "/zero");
		this.constants.put(name + "/quantized", integers);
		this.constants.put(parameters.getFirst(), OnnxConstant.of(scales));
		int bytes = scales.shape().dimension(0) * type.width();
		this.constants.put(parameters.getLast(), new OnnxConstant(type, scales.shape(),
				ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN)));
		this.nodes.add(OnnxNode.of("DequantizeLinear", name, with(name + "/quantized", parameters),
				Map.of("axis", OnnxAttribute.of(0L))));
		return name;
	}

	private void copyUsedConstants() {
		Set<String> made = this.nodes.stream().flatMap((node) -> node.outputs().stream()).collect(Collectors.toSet());
		this.graph.initializers().forEach((name, constant) -> {
			if (!made.contains(name)) {
				this.constants.put(name, constant);
			}
		});
	}

	private static List<String> with(String first, List<String> others) {
		List<String> all = new ArrayList<>(List.of(first));
		all.addAll(others);
		return all;
	}

}
