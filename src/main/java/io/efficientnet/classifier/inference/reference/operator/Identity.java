package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

/**
 * {@code Identity}, and {@code Dropout}, which does nothing at inference.
 */
public record Identity() implements Operator {

	static Identity bindDropout(NodeArguments node) {
		Requirement.that(!node.since(12) || node.number(2, 0) == 0, "dropout in training mode is random");
		return new Identity();
	}

	@Override
	public String type() {
		return "Identity";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return inputs.getFirst();
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		return inputs.getFirst();
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return true;
	}

}
