package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Tensor;
import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Range} of constants.
 *
 * @param start the first number, of one element
 * @param delta from one number to the next, of one element
 * @param count how many
 */
public record Range(Value start, Value delta, int count) implements Operator {

	static Range bind(NodeArguments node) {
		Value start = node.constant(0);
		Value delta = node.constant(2);
		Requirement.that(start.type().equals(delta.type()) && start.type().equals(node.type(1)),
				"start, limit and delta differ in type");
		double step = node.number(2, 1);
		Requirement.that(step != 0, "delta is 0");
		double count = Math.max(0, Math.ceil((node.number(1, 0) - node.number(0, 0)) / step));
		Requirement.that(count < Integer.MAX_VALUE, "it has too many numbers");
		return new Range(start, delta, (int) count);
	}

	@Override
	public String type() {
		return "Range";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return new TensorType(this.start.type().elementType(), Shape.of(this.count));
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		Value output = Value.zeros(output(List.of()));
		for (int i = 0; i < this.count; i++) {
			if (output instanceof Value.Floats(Tensor to) && this.start instanceof Value.Floats(Tensor from)
					&& this.delta instanceof Value.Floats(Tensor step)) {
				to.data().put(i, from.data().get(0) + i * step.data().get(0));
			}
			if (output instanceof Value.Integers to && this.start instanceof Value.Integers from
					&& this.delta instanceof Value.Integers step) {
				to.data().put(i, from.data().get(0) + i * step.data().get(0));
			}
		}
		return output;
	}

}
