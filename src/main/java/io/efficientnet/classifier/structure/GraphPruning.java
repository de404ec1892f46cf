package io.efficientnet.classifier.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;

/**
 * What is left of a graph when nodes and constants are dropped that no wanted value
 * depends on.
 *
 * @param nodes in order of execution
 * @param constants by name
 */
record GraphPruning(List<OnnxNode> nodes, Map<String, OnnxConstant> constants) {

	static GraphPruning of(OnnxGraph graph, Collection<String> wanted) {
		if (graph.nodes().stream().anyMatch(GraphPruning::hasSubgraph)) {
			// Subgraphs read values of the graph around them without naming them as
			// inputs
			return new GraphPruning(graph.nodes(), graph.initializers());
		}
		Set<String> needed = new HashSet<>(wanted);
		List<OnnxNode> nodes = new ArrayList<>();
		for (OnnxNode node : graph.nodes().reversed()) {
			if (node.outputs().stream().anyMatch((output) -> !output.isEmpty() && needed.contains(output))) {
				needed.addAll(node.inputs());
				nodes.add(node);
			}
		}
		Map<String, OnnxConstant> constants = new LinkedHashMap<>(graph.initializers());
		constants.keySet().retainAll(needed);
		return new GraphPruning(nodes.reversed(), constants);
	}

	private static boolean hasSubgraph(OnnxNode node) {
		return node.attributes()
			.values()
			.stream()
			.anyMatch(
					(value) -> value instanceof OnnxAttribute.GraphValue || value instanceof OnnxAttribute.GraphValues);
	}

}
