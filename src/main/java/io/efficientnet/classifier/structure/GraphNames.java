package io.efficientnet.classifier.structure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxNode;

/** Names for new values of a graph that nothing in it has yet. */
final class GraphNames {

	private final Set<String> used = new HashSet<>();

	GraphNames(List<OnnxNode> nodes, Set<String> constants, String input) {
		this.used.add(input);
		this.used.addAll(constants);
		for (OnnxNode node : nodes) {
			this.used.add(node.name());
			this.used.addAll(node.inputs());
			this.used.addAll(node.outputs());
		}
	}

	String fresh(String wanted) {
		String name = wanted;
		while (!this.used.add(name)) {
			name += "_";
		}
		return name;
	}

}
