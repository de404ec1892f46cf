package io.efficientnet.classifier.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;

/**
 * Which values of a graph become {@code uint8}: what goes into and comes out of
 * convolutions over the image, and of the sums and products between them. What is
 * computed from pooled features, that is squeeze and excitation, stays float32: it is
 * next to nothing to compute, and decides about whole channels.
 */
final class QuantizedValues {

	private static final Set<String> BINARY = Set.of("Add", "Mul");

	private static final Set<String> CLIPS = Set.of("Clip", "Relu");

	private final OnnxGraph graph;

	private final Map<String, List<OnnxNode>> consumers = new HashMap<>();

	private final Set<String> pooled = new HashSet<>();

	private final Set<String> values = new LinkedHashSet<>();

	private final List<OnnxNode> layers = new ArrayList<>();

	private QuantizedValues(OnnxGraph graph) {
		this.graph = graph;
		for (OnnxNode node : graph.nodes()) {
			node.inputs().forEach((input) -> this.consumers.computeIfAbsent(input, (_) -> new ArrayList<>()).add(node));
		}
		graph.nodes().forEach(this::visit);
	}

	static QuantizedValues of(OnnxGraph graph) {
		return new QuantizedValues(graph);
	}

	/**
	 * Names of the values.
	 * @return in order of their first use
	 */
	Set<String> values() {
		return this.values;
	}

	/**
	 * Convolutions and the classifier, whose weights become {@code int8}.
	 * @return in order of execution
	 */
	List<OnnxNode> layers() {
		return this.layers;
	}

	private void visit(OnnxNode node) {
		List<String> dynamic = node.inputs().stream().filter(this::isDynamic).toList();
		if (node.operator().equals("Gemm")) {
			layer(node);
			return;
		}
		boolean poolsHere = node.operator().equals("GlobalAveragePool");
		if (poolsHere || (!dynamic.isEmpty() && this.pooled.containsAll(dynamic))) {
			this.pooled.addAll(node.outputs());
		}
		if (poolsHere) {
			this.values.add(node.inputs().getFirst());
			this.values.add(node.outputs().getFirst());
		}
		else if (!this.pooled.contains(node.outputs().getFirst())) {
			visitOverImage(node, dynamic);
		}
	}

	private void visitOverImage(OnnxNode node, List<String> dynamic) {
		if (node.operator().equals("Conv")) {
			if (layer(node)) {
				this.values.add(clipped(node.outputs().getFirst()));
			}
		}
		else if (BINARY.contains(node.operator()) && dynamic.size() == 2) {
			this.values.addAll(dynamic);
			this.values.add(node.outputs().getFirst());
		}
		else if (node.operator().equals("Sigmoid")) {
			this.values.addAll(dynamic);
			this.values.add(node.outputs().getFirst());
		}
	}

	private boolean layer(OnnxNode node) {
		boolean fits = isFloats(node.inputs().get(1)) && (node.inputs().size() < 3 || isFloats(node.inputs().get(2)))
				&& (node.operator().equals("Conv") || isPlain(node));
		if (fits) {
			this.layers.add(node);
			this.values.add(node.inputs().getFirst());
		}
		return fits;
	}

	private static boolean isPlain(OnnxNode gemm) {
		return gemm.integer("transB", 0) == 1 && gemm.integer("transA", 0) == 0 && gemm.decimal("alpha", 1) == 1
				&& gemm.decimal("beta", 1) == 1;
	}

	private boolean isFloats(String name) {
		OnnxConstant constant = this.graph.initializers().get(name);
		return constant != null && constant.elementType() == OnnxElementType.FLOAT;
	}

	private boolean isDynamic(String name) {
		return !name.isEmpty() && !this.graph.initializers().containsKey(name);
	}

	/** What is clipped at once needs no eight bits before. */
	private String clipped(String value) {
		List<OnnxNode> users = this.consumers.getOrDefault(value, List.of());
		return (users.size() == 1 && CLIPS.contains(users.getFirst().operator()))
				? users.getFirst().outputs().getFirst() : value;
	}

}
