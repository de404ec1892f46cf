package io.efficientnet.classifier.inference.reference.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxFunction;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;

/** Replaces calls of a model's local functions by their bodies, also within functions. */
final class FunctionInliner {

	// B7 has about a thousand; functions that call functions multiply without bound
	private static final int MOST_STEPS = 100_000;

	private static final int DEEPEST_CALL = 64;

	private final Map<Key, OnnxFunction> functions = new HashMap<>();

	private final List<ScopedNode> nodes = new ArrayList<>();

	private final Deque<Key> open = new ArrayDeque<>();

	private int steps;

	private FunctionInliner(OnnxModel model) {
		for (OnnxFunction function : model.functions()) {
			this.functions.put(new Key(function.domain(), function.name()), function);
		}
	}

	static List<ScopedNode> inline(OnnxModel model) {
		FunctionInliner inliner = new FunctionInliner(model);
		model.graph().nodes().forEach((node) -> inliner.add(node, model.operatorSetVersion()));
		return inliner.nodes;
	}

	private void add(OnnxNode node, long opset) {
		this.steps++;
		if (this.steps > MOST_STEPS) {
			throw UnsupportedGraph.because("The graph has more than " + MOST_STEPS + " nodes");
		}
		Key key = new Key(node.domain(), node.operator());
		OnnxFunction function = this.functions.get(key);
		if (function == null) {
			this.nodes.add(new ScopedNode(node, opset));
			return;
		}
		if (this.open.contains(key)) {
			throw UnsupportedGraph.because(node, "the function calls itself", null);
		}
		if (this.open.size() == DEEPEST_CALL) {
			throw UnsupportedGraph.because(node, "functions call functions too deeply", null);
		}
		this.open.push(key);
		call(node, function, opset);
		this.open.pop();
	}

	private void call(OnnxNode call, OnnxFunction function, long callerOpset) {
		if (call.inputs().size() > function.inputs().size() || call.outputs().size() > function.outputs().size()) {
			throw UnsupportedGraph.because(call, "the function takes fewer inputs or gives fewer outputs", null);
		}
		String scope = "%s/%d/".formatted(UnsupportedGraph.name(call), this.steps);
		Map<String, String> names = new HashMap<>(Map.of("", ""));
		for (int output = 0; output < call.outputs().size(); output++) {
			if (!call.outputs().get(output).isEmpty()) {
				names.put(function.outputs().get(output), call.outputs().get(output));
			}
		}
		for (int input = 0; input < function.inputs().size(); input++) {
			String given = (input < call.inputs().size()) ? call.inputs().get(input) : "";
			String result = names.put(function.inputs().get(input), given);
			if (result != null) {
				this.nodes.add(new ScopedNode(OnnxNode.of("Identity", result, List.of(given), Map.of()), callerOpset));
			}
		}
		long opset = function.operatorSets()
			.stream()
			.filter((set) -> set.domain().isEmpty())
			.mapToLong(OnnxOperatorSet::version)
			.findFirst()
			.orElse(callerOpset);
		for (OnnxNode node : function.nodes()) {
			add(renamed(node, scope, names, attributes(node, call, function)), opset);
		}
	}

	private static OnnxNode renamed(OnnxNode node, String scope, Map<String, String> names,
			Map<String, OnnxAttribute> attributes) {
		return new OnnxNode(node.operator(), node.domain(), scope + UnsupportedGraph.name(node),
				node.inputs().stream().map((name) -> names.getOrDefault(name, scope + name)).toList(),
				node.outputs().stream().map((name) -> names.getOrDefault(name, scope + name)).toList(), attributes);
	}

	private static Map<String, OnnxAttribute> attributes(OnnxNode node, OnnxNode call, OnnxFunction function) {
		Map<String, OnnxAttribute> resolved = new LinkedHashMap<>();
		node.attributes().forEach((name, attribute) -> {
			if (!(attribute instanceof OnnxAttribute.Reference(String referred, int _))) {
				resolved.put(name, attribute);
				return;
			}
			OnnxAttribute value = call.attributes().getOrDefault(referred, function.defaults().get(referred));
			if (value != null) {
				resolved.put(name, value);
			}
		});
		return resolved;
	}

	private record Key(String domain, String name) {
	}

}
