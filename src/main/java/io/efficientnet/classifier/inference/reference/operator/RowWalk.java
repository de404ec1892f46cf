package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/** Visits several arrays of the same extents side by side, row by row. */
final class RowWalk {

	private RowWalk() {
	}

	/**
	 * Visits all rows in order.
	 * @param extents of every array
	 * @param arrays where their elements lie
	 * @param visitor called once for each run of the last axis
	 */
	static void walk(Shape extents, List<Strides> arrays, Visitor visitor) {
		if (extents.elementCount() == 0) {
			return;
		}
		int rowAxis = extents.rank() - 1;
		int count = (rowAxis < 0) ? 1 : extents.dimension(rowAxis);
		int[] offsets = arrays.stream().mapToInt(Strides::start).toArray();
		int[] rowSteps = arrays.stream().mapToInt((array) -> (rowAxis < 0) ? 0 : array.steps().get(rowAxis)).toArray();
		int[] index = new int[extents.rank()];
		do {
			visitor.row(offsets, rowSteps, count);
		}
		while (advance(extents, arrays, index, offsets, rowAxis - 1));
	}

	private static boolean advance(Shape extents, List<Strides> arrays, int[] index, int[] offsets, int last) {
		for (int axis = last; axis >= 0; axis--) {
			index[axis]++;
			boolean wraps = index[axis] == extents.dimension(axis);
			int moved = wraps ? 1 - extents.dimension(axis) : 1;
			for (int array = 0; array < offsets.length; array++) {
				offsets[array] += moved * arrays.get(array).steps().get(axis);
			}
			if (!wraps) {
				return true;
			}
			index[axis] = 0;
		}
		return false;
	}

	/** Works on one row of all arrays. */
	@FunctionalInterface
	interface Visitor {

		/**
		 * Called with arrays that the walk uses again.
		 * @param offsets where each array's row starts
		 * @param steps of each array from one element to the next
		 * @param count elements of the row
		 */
		void row(int[] offsets, int[] steps, int count);

	}

}
