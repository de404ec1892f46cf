package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Reshape}, where 0 keeps an extent (unless {@code allowzero}, from operator set
 * 14 on) and -1 takes what is left. {@code Flatten}, {@code Squeeze} and
 * {@code Unsqueeze} come to the same; the axes of the latter are attributes before
 * operator set 13, then inputs.
 *
 * @param target the output's extents
 */
public record Reshape(Shape target) implements Movement {

	static Reshape bind(NodeArguments node) {
		Shape input = node.shape(0);
		long[] target = node.integers(1).toArray();
		int rest = -1;
		for (int axis = 0; axis < target.length; axis++) {
			if (target[axis] == 0 && !node.flag("allowzero", false)) {
				Requirement.that(axis < input.rank(), "its shape keeps an axis that %s has not", input);
				target[axis] = input.dimension(axis);
			}
			else if (target[axis] == -1) {
				Requirement.that(rest < 0, "its shape leaves two extents open");
				rest = axis;
				target[axis] = 1;
			}
		}
		if (rest >= 0) {
			long known = Extents.shape(target).elementCount();
			Requirement.that(known > 0, "its shape leaves an extent open beside 0");
			target[rest] = input.elementCount() / known;
		}
		return new Reshape(Extents.shape(target));
	}

	static Reshape bindFlatten(NodeArguments node) {
		Shape input = node.shape(0);
		long axis = node.integer("axis", 1);
		int split = (axis == input.rank()) ? input.rank() : NodeArguments.axis(axis, (long) input.rank());
		return new Reshape(Shape.of(Extents.product(input, 0, split), Extents.product(input, split, input.rank())));
	}

	static Reshape bindSqueeze(NodeArguments node) {
		Shape input = node.shape(0);
		long[] given = node.list("axes", 13, 1);
		List<Integer> axes = (given != null) ? NodeArguments.axes(given, input.rank()) : ones(input);
		List<Integer> extents = new ArrayList<>();
		for (int axis = 0; axis < input.rank(); axis++) {
			if (!axes.contains(axis)) {
				extents.add(input.dimension(axis));
			}
			else {
				Requirement.that(input.dimension(axis) == 1, "axis %d of %s is not 1", axis, input);
			}
		}
		return new Reshape(new Shape(extents));
	}

	static Reshape bindUnsqueeze(NodeArguments node) {
		Shape input = node.shape(0);
		long[] given = node.required("axes", 13, 1);
		List<Integer> extents = new ArrayList<>(input.dimensions());
		NodeArguments.axes(given, input.rank() + given.length).forEach((axis) -> extents.add(axis, 1));
		return new Reshape(new Shape(extents));
	}

	@Override
	public String type() {
		return "Reshape";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape input = inputs.getFirst();
		Requirement.that(input.elementCount() == this.target.elementCount(), "%s does not become %s", input,
				this.target);
		return this.target;
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		return inputs.getFirst().reshaped(this.target);
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Strides dense = Strides.dense(this.target);
		inputs.getFirst().copy(this.target, dense, dense, output);
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return inputs.getFirst().shape().equals(this.target);
	}

	private static List<Integer> ones(Shape shape) {
		return NodeArguments.every(shape.rank()).stream().filter((axis) -> shape.dimension(axis) == 1).toList();
	}

}
