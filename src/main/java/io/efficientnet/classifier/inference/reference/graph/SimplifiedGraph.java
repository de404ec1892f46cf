package io.efficientnet.classifier.inference.reference.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.tensor.Shape;

/**
 * What remains of a graph when everything that does not depend on the image is computed.
 * All values that do are float32.
 *
 * @param input name of the image's value
 * @param nodes in order of execution, all needed
 * @param constants that the nodes read, by name
 * @param shapes of the input and of every node's output, by name
 * @param outputs by the name that was asked for, in that order: the name of the value,
 * which differs where a node that does nothing was left out
 */
public record SimplifiedGraph(String input, List<BoundNode> nodes, Map<String, Value> constants,
		Map<String, Shape> shapes, Map<String, String> outputs) {

	public SimplifiedGraph {
		nodes = List.copyOf(nodes);
		constants = ordered(constants);
		shapes = ordered(shapes);
		outputs = ordered(outputs);
	}

	private static <T> Map<String, T> ordered(Map<String, T> map) {
		return Collections.unmodifiableMap(new LinkedHashMap<>(map));
	}

}
