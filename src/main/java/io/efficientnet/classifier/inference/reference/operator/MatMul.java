package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code MatMul}, as in NumPy: the last two axes are matrices, those before broadcast; a
 * vector is a row on the left and a column on the right.
 */
public record MatMul() implements FloatOperator {

	@Override
	public String type() {
		return "MatMul";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape a = inputs.get(0);
		Shape b = inputs.get(1);
		Requirement.that(a.rank() > 0 && b.rank() > 0, "it takes no scalar");
		Shape left = asMatrix(a, true);
		Shape right = asMatrix(b, false);
		Requirement.that(last(left, 1) == last(right, 2), "%s times %s", a, b);
		List<Integer> extents = new ArrayList<>(batch(left, right).dimensions());
		if (a.rank() > 1) {
			extents.add(last(left, 2));
		}
		if (b.rank() > 1) {
			extents.add(last(right, 1));
		}
		return new Shape(extents);
	}

	@Override
	public double steps(List<Shape> inputs, Shape output) {
		return Extents.visits(output) * Math.max(1, last(inputs.getFirst(), 1));
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Shape left = asMatrix(inputs.get(0).shape(), true);
		Shape right = asMatrix(inputs.get(1).shape(), false);
		Shape batch = batch(left, right);
		Shape product = Shape.of(last(left, 2), last(right, 1));
		int size = Math.toIntExact(product.elementCount());
		int[] done = { 0 };
		RowWalk.walk(batch, List.of(batches(left, batch), batches(right, batch)), (offsets, steps, count) -> {
			for (int i = 0; i < count; i++) {
				Strides a = new Strides(offsets[0] + i * steps[0], matrixSteps(left));
				Strides b = new Strides(offsets[1] + i * steps[1], matrixSteps(right));
				Product.write(inputs.get(0).data(), a, inputs.get(1).data(), b, last(left, 1),
						output.data().slice(size * done[0]++, size), product);
			}
		});
	}

	private static Shape asMatrix(Shape shape, boolean row) {
		if (shape.rank() > 1) {
			return shape;
		}
		return row ? Shape.of(1, shape.dimension(0)) : Shape.of(shape.dimension(0), 1);
	}

	private static int last(Shape shape, int fromEnd) {
		return shape.dimension(shape.rank() - fromEnd);
	}

	private static Shape batch(Shape left, Shape right) {
		return Extents.broadcast(List.of(outer(left), outer(right)));
	}

	private static Shape outer(Shape shape) {
		return new Shape(shape.dimensions().subList(0, shape.rank() - 2));
	}

	private static Strides batches(Shape shape, Shape batch) {
		int matrix = Math.multiplyExact(last(shape, 2), last(shape, 1));
		List<Integer> steps = Strides.broadcast(outer(shape), batch).steps();
		return new Strides(0, steps.stream().map((step) -> step * matrix).toList());
	}

	private static List<Integer> matrixSteps(Shape shape) {
		return List.of(last(shape, 1), 1);
	}

}
