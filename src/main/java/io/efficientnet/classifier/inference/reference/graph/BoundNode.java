package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;

import io.efficientnet.classifier.inference.reference.operator.Operator;

/**
 * A node that is computed at run time.
 *
 * @param name of the node in the file, or of its output where it has none
 * @param operator what it computes
 * @param inputs names of its data, which may be constants
 * @param output name of its only output
 */
public record BoundNode(String name, Operator operator, List<String> inputs, String output) {

	public BoundNode {
		inputs = List.copyOf(inputs);
	}

}
