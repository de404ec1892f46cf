package io.efficientnet.classifier.inference.reference.operator;

import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * Where the elements of an array lie in a buffer: at {@code start + sum(index * step)}.
 *
 * @param start of index 0 on all axes
 * @param steps elements from one index to the next, by axis; 0 repeats, negative goes
 * back
 */
record Strides(int start, List<Integer> steps) {

	static Strides dense(Shape shape) {
		Integer[] steps = new Integer[shape.rank()];
		int step = 1;
		for (int axis = shape.rank() - 1; axis >= 0; axis--) {
			steps[axis] = step;
			step *= Math.max(1, shape.dimension(axis));
		}
		return new Strides(0, Arrays.asList(steps));
	}

	/** A dense array, repeated along the axes where it is shorter. */
	static Strides broadcast(Shape from, Shape to) {
		List<Integer> dense = dense(from).steps;
		Integer[] steps = new Integer[to.rank()];
		int missing = to.rank() - from.rank();
		for (int axis = 0; axis < steps.length; axis++) {
			boolean repeats = axis < missing || from.dimension(axis - missing) != to.dimension(axis);
			steps[axis] = repeats ? 0 : dense.get(axis - missing);
		}
		return new Strides(0, Arrays.asList(steps));
	}

	/** The same array from another index on. */
	Strides from(List<Integer> index) {
		int moved = this.start;
		for (int axis = 0; axis < index.size(); axis++) {
			moved += index.get(axis) * this.steps.get(axis);
		}
		return new Strides(moved, this.steps);
	}

	/** The same array, of which every so many elements are visited. */
	Strides every(List<Integer> factors) {
		Integer[] scaled = new Integer[this.steps.size()];
		for (int axis = 0; axis < scaled.length; axis++) {
			scaled[axis] = factors.get(axis) * this.steps.get(axis);
		}
		return new Strides(this.start, Arrays.asList(scaled));
	}

	Strides permuted(List<Integer> permutation) {
		return new Strides(this.start, permutation.stream().map(this.steps::get).toList());
	}

}
