package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** An operator that moves elements of any kind and computes nothing. */
interface Movement extends Operator {

	Shape outputShape(List<Shape> inputs);

	void move(List<Elements> inputs, Elements output);

	@Override
	default TensorType output(List<TensorType> inputs) {
		TensorType first = inputs.getFirst();
		for (TensorType input : inputs) {
			Requirement.that(input.elementType() == first.elementType(), "it mixes %s and %s", first.elementType(),
					input.elementType());
		}
		return new TensorType(first.elementType(), outputShape(inputs.stream().map(TensorType::shape).toList()));
	}

	@Override
	default Value evaluate(List<Value> inputs) {
		Value output = Value.zeros(output(inputs.stream().map(Value::type).toList()));
		move(inputs.stream().map(Elements::of).toList(), Elements.of(output));
		return output;
	}

	@Override
	default void apply(List<Tensor> inputs, Tensor output) {
		move(inputs.stream().map(Elements::of).toList(), Elements.of(output));
	}

}
