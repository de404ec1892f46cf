package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** An operator on floats alone. */
interface FloatOperator extends Operator {

	Shape outputShape(List<Shape> inputs);

	@Override
	void apply(List<Tensor> inputs, Tensor output);

	@Override
	default TensorType output(List<TensorType> inputs) {
		for (TensorType input : inputs) {
			Requirement.that(input.isFloat(), "it takes no %s", input.elementType());
		}
		return TensorType.floats(outputShape(inputs.stream().map(TensorType::shape).toList()));
	}

	@Override
	default Value evaluate(List<Value> inputs) {
		List<Tensor> tensors = inputs.stream().map((input) -> ((Value.Floats) input).tensor()).toList();
		Value.Floats output = Value.Floats.zeros(outputShape(tensors.stream().map(Tensor::shape).toList()));
		apply(tensors, output.tensor());
		return output;
	}

}
