package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

/**
 * A node whose parameters are bound.
 *
 * @param operator what it computes
 * @param inputs names of the data inputs, none empty; parameters are no longer among them
 * @param output kind and extents of the one output
 */
public record BoundOperator(Operator operator, List<String> inputs, TensorType output) {

	public BoundOperator {
		inputs = List.copyOf(inputs);
	}

}
