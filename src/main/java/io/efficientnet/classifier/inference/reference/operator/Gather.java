package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Gather} of constant indices.
 *
 * @param axis counted from the front
 * @param indices on that axis, counted from the end where negative
 */
public record Gather(int axis, Value.Integers indices) implements Movement {

	static Gather bind(NodeArguments node) {
		return new Gather(node.axis(0, node.shape(0).rank()), node.integers(1));
	}

	@Override
	public String type() {
		return "Gather";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape input = inputs.getFirst();
		for (int i = 0; i < this.indices.data().limit(); i++) {
			position(i, input.dimension(this.axis));
		}
		List<Integer> extents = new ArrayList<>(input.dimensions());
		extents.remove(this.axis);
		extents.addAll(this.axis, this.indices.shape().dimensions());
		return new Shape(extents);
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Elements input = inputs.getFirst();
		Shape shape = input.shape();
		int extent = shape.dimension(this.axis);
		int outer = Extents.product(shape, 0, this.axis);
		int inner = Extents.product(shape, this.axis + 1, shape.rank());
		int count = this.indices.data().limit();
		Strides from = Strides.dense(Shape.of(outer, extent, inner));
		Strides to = Strides.dense(Shape.of(outer, count, inner));
		for (int i = 0; i < count; i++) {
			int index = position(i, extent);
			input.copy(Shape.of(outer, 1, inner), from.from(List.of(0, index, 0)), to.from(List.of(0, i, 0)), output);
		}
	}

	private int position(int element, int extent) {
		long index = this.indices.data().get(element);
		Requirement.that(index >= -extent && index < extent, "index %d is none of %d", index, extent);
		return (int) ((index < 0) ? index + extent : index);
	}

}
