package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/** Arithmetic of shapes. */
final class Extents {

	static final int HIGHEST_RANK = 16;

	private Extents() {
	}

	static Shape shape(long... extents) {
		Requirement.that(extents.length <= HIGHEST_RANK, "rank %d is too high", extents.length);
		return new Shape(Arrays.stream(extents).mapToObj(Math::toIntExact).toList());
	}

	static Shape with(Shape shape, int axis, long extent) {
		List<Integer> extents = new ArrayList<>(shape.dimensions());
		extents.set(axis, Math.toIntExact(extent));
		return new Shape(extents);
	}

	/** Elements from one axis up to another, which is exclusive. */
	static int product(Shape shape, int from, int to) {
		return Math.toIntExact(new Shape(shape.dimensions().subList(from, to)).elementCount());
	}

	/** Turns of loops over all axes, of which an empty one still stops the others. */
	static double visits(Shape shape) {
		return shape.dimensions().stream().mapToDouble((extent) -> Math.max(1, extent)).reduce(1, (a, b) -> a * b);
	}

	/** The shape that arrays take together, as in NumPy. */
	static Shape broadcast(List<Shape> shapes) {
		Shape result = Shape.of();
		for (Shape shape : shapes) {
			result = broadcast(result, shape);
		}
		return result;
	}

	private static Shape broadcast(Shape left, Shape right) {
		int rank = Math.max(left.rank(), right.rank());
		List<Integer> extents = new ArrayList<>();
		for (int axis = 0; axis < rank; axis++) {
			int a = extent(left, axis - rank + left.rank());
			int b = extent(right, axis - rank + right.rank());
			Requirement.that(a == b || a == 1 || b == 1, "%s and %s do not broadcast", left, right);
			extents.add((a == 1) ? b : a);
		}
		return new Shape(extents);
	}

	private static int extent(Shape shape, int axis) {
		return (axis < 0) ? 1 : shape.dimension(axis);
	}

}
