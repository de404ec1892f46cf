package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code ConstantOfShape}: one number, repeated.
 *
 * @param element the number, of one element
 * @param shape how often
 */
public record ConstantOfShape(Value element, Shape shape) implements Operator {

	static ConstantOfShape bind(NodeArguments node) {
		OnnxConstant value = node.node().tensor("value");
		Value element = (value != null) ? Value.of(value) : new Value.Floats(Tensor.of(Shape.of(1), 0));
		Requirement.that(element.type().shape().elementCount() == 1, "its value must be one number");
		return new ConstantOfShape(element.reshaped(Shape.of()), Extents.shape(node.integers(0).toArray()));
	}

	@Override
	public String type() {
		return "ConstantOfShape";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return new TensorType(this.element.type().elementType(), this.shape);
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		return new Expand(this.shape).evaluate(List.of(this.element));
	}

}
