package io.efficientnet.classifier.tensor;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A dense float32 tensor, row-major. The buffer is shared, not copied: whoever holds the
 * tensor sees later writes. Position and limit of {@link #data()} are never moved.
 *
 * @param shape extents, outermost first
 * @param data the elements, from position 0 to the limit
 */
public record Tensor(Shape shape, FloatBuffer data) {

	/** A line of the processor's cache. */
	private static final int ALIGNMENT = 64;

	/**
	 * Checks that the buffer holds exactly the elements of the shape.
	 * @throws IllegalArgumentException if it holds more or fewer
	 */
	public Tensor {
		data = data.slice();
		if (data.remaining() != shape.elementCount()) {
			throw new IllegalArgumentException(
					"Shape " + shape + " has " + shape.elementCount() + " elements, not " + data.remaining());
		}
	}

	/**
	 * A tensor of zeros in native memory, which runtimes read without a copy.
	 * @param shape its extents
	 * @return a new tensor
	 */
	public static Tensor allocate(Shape shape) {
		int bytes = Math.toIntExact(Math.multiplyExact(shape.elementCount(), Float.BYTES));
		return new Tensor(shape, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer());
	}

	/**
	 * A tensor of zeros in native memory that is freed when the arena is closed.
	 * @param shape its extents
	 * @param arena owner of the memory
	 * @return a new tensor
	 */
	static Tensor allocate(Shape shape, Arena arena) {
		int bytes = Math.toIntExact(Math.multiplyExact(shape.elementCount(), Float.BYTES));
		return new Tensor(shape,
				arena.allocate(bytes, ALIGNMENT).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
	}

	public static Tensor of(Shape shape, float... values) {
		return new Tensor(shape, FloatBuffer.wrap(values));
	}

	/**
	 * The elements as an array of their own.
	 * @return a copy, row-major
	 */
	public float[] toArray() {
		float[] values = new float[this.data.remaining()];
		this.data.get(0, values);
		return values;
	}

	/**
	 * Entries along the first axis, as a view.
	 * @param from position of the first
	 * @param count how many
	 * @return {@code [count, d1, d2, ..]} for a tensor {@code [d0, d1, d2, ..]}, sharing
	 * the elements
	 */
	public Tensor slice(int from, int count) {
		int size = Math.toIntExact(this.shape.withCount(1).elementCount());
		return new Tensor(this.shape.withCount(count),
				this.data.slice(Math.multiplyExact(from, size), Math.multiplyExact(count, size)));
	}

	/**
	 * One entry along the first axis, as a view.
	 * @param index position on the first axis
	 * @return {@code [d1, d2, ..]} for a tensor {@code [d0, d1, d2, ..]}, sharing the
	 * elements
	 */
	public Tensor slice(int index) {
		Shape inner = new Shape(this.shape.dimensions().subList(1, this.shape.rank()));
		int size = Math.toIntExact(inner.elementCount());
		return new Tensor(inner, this.data.slice(Math.multiplyExact(index, size), size));
	}

}
