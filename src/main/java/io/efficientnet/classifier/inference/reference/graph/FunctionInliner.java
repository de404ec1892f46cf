package io.efficientnet.classifier.inference.reference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

	// Of the names in what calls copy; B7 has less than a million
	private static final long MOST_CHARACTERS = 1L << 25;

	private static final int SHOWN_CHARACTERS = 60;

	private final Map<Key, OnnxFunction> functions = new HashMap<>();

	private final List<ScopedNode> nodes = new ArrayList<>();

	private final Set<OnnxFunction> open = Collections.newSetFromMap(new IdentityHashMap<>());

	private int steps;

	private long characters;

	private FunctionInliner(OnnxModel model) {
		for (OnnxFunction function : model.functions()) {
			if (this.functions.put(new Key(function.domain(), function.name()), function) != null) {
				throw UnsupportedGraph.because("The graph has two functions '%s'".formatted(function.name()));
			}
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
		OnnxFunction function = this.functions.get(new Key(node.domain(), node.operator()));
		if (function == null) {
			this.nodes.add(new ScopedNode(node, opset));
			return;
		}
		if (this.open.contains(function)) {
			throw UnsupportedGraph.because(node, "the function calls itself", null);
		}
		if (this.open.size() == DEEPEST_CALL) {
			throw UnsupportedGraph.because(node, "functions call functions too deeply", null);
		}
		this.open.add(function);
		call(node, function, opset);
		this.open.remove(function);
	}

	private void call(OnnxNode call, OnnxFunction function, long callerOpset) {
		if (call.inputs().size() > function.inputs().size() || call.outputs().size() > function.outputs().size()) {
			throw UnsupportedGraph.because(call, "the function takes fewer inputs or gives fewer outputs", null);
		}
		charge(function.inputs().size() + function.outputs().size());
		String scope = scope(call);
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

	/**
	 * Number and beginning of the call's name, which nested calls would make longer and
	 * longer.
	 */
	private String scope(OnnxNode call) {
		String name = UnsupportedGraph.name(call);
		return "%s/%d/".formatted(name.substring(0, Math.min(name.length(), SHOWN_CHARACTERS)), this.steps);
	}

	private OnnxNode renamed(OnnxNode node, String scope, Map<String, String> names,
			Map<String, OnnxAttribute> attributes) {
		Stream.of(List.of(UnsupportedGraph.name(node)), node.inputs(), node.outputs(), attributes.keySet())
			.flatMap(Collection::stream)
			.forEach((name) -> charge(scope.length() + (long) name.length()));
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

	private void charge(long copied) {
		this.characters += copied;
		if (this.characters > MOST_CHARACTERS) {
			throw UnsupportedGraph.because("The graph's calls of functions make too many names");
		}
	}

	private record Key(String domain, String name) {
	}

}
