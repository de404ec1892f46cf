package io.efficientnet.classifier.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The extents of a tensor, outermost first, for instance {@code [n, 3, h, w]}.
 *
 * @param dimensions extents, none negative; empty for a scalar
 */
public record Shape(List<Integer> dimensions) {

	/**
	 * Checks the extents.
	 * @throws IllegalArgumentException if an extent is negative or the element count does
	 * not fit a {@code long}
	 */
	public Shape {
		dimensions = List.copyOf(dimensions);
		if (dimensions.stream().anyMatch((d) -> d < 0)) {
			throw new IllegalArgumentException("Negative extent in " + dimensions);
		}
		try {
			product(dimensions);
		}
		catch (ArithmeticException ex) {
			throw new IllegalArgumentException("Too many elements in " + dimensions, ex);
		}
	}

	public static Shape of(int... dimensions) {
		return new Shape(Arrays.stream(dimensions).boxed().toList());
	}

	public int rank() {
		return this.dimensions.size();
	}

	public int dimension(int axis) {
		return this.dimensions.get(axis);
	}

	/**
	 * Number of elements, 1 for a scalar.
	 * @return the product of all extents
	 */
	public long elementCount() {
		return product(this.dimensions);
	}

	/**
	 * The same extents but the first, which counts images in batches.
	 * @param count the first extent
	 * @return for instance {@code [count, 3, h, w]}
	 * @throws IndexOutOfBoundsException for a scalar
	 */
	public Shape withCount(int count) {
		List<Integer> changed = new ArrayList<>(this.dimensions);
		changed.set(0, count);
		return new Shape(changed);
	}

	public long[] toLongs() {
		return this.dimensions.stream().mapToLong(Integer::longValue).toArray();
	}

	@Override
	public String toString() {
		return this.dimensions.toString();
	}

	private static long product(List<Integer> dimensions) {
		return dimensions.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
	}

}
