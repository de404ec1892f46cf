package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Expand}: repeats along axes of extent 1, as NumPy broadcasts.
 *
 * @param target the output's extents
 */
public record Expand(Shape target) implements Movement {

	static Expand bind(NodeArguments node) {
		Shape wanted = Extents.shape(node.integers(1).toArray());
		return new Expand(Extents.broadcast(List.of(node.shape(0), wanted)));
	}

	@Override
	public String type() {
		return "Expand";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		return this.target;
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Elements input = inputs.getFirst();
		input.copy(this.target, Strides.broadcast(input.shape(), this.target), Strides.dense(this.target), output);
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return inputs.getFirst().shape().equals(this.target);
	}

}
