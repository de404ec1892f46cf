package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A tensor in a mapped file.
 *
 * @param type kind of elements, little-endian
 * @param shape extents, outermost first
 * @param strides distance of neighbours on each axis, in elements
 * @param bytes from the first element to the last or further
 */
public record StoredTensor(ElementType type, Shape shape, List<Long> strides, MemorySegment bytes) {

	static final int MAX_RANK = 8;

	private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
		.withOrder(ByteOrder.LITTLE_ENDIAN);

	private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
		.withOrder(ByteOrder.LITTLE_ENDIAN);

	private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED
		.withOrder(ByteOrder.LITTLE_ENDIAN);

	/**
	 * Checks that all elements lie within the bytes, and that there are no more of them
	 * than the bytes can hold, which is what repeated elements could bring about.
	 * @throws IllegalArgumentException if not, or if there are too many axes
	 */
	public StoredTensor {
		strides = List.copyOf(strides);
		long capacity = bytes.byteSize() / type.width();
		if (shape.rank() > MAX_RANK || strides.size() != shape.rank()
				|| shape.elementCount() > Math.min(capacity, Integer.MAX_VALUE / Float.BYTES)
				|| bytes.byteSize() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(
					"%s elements of %s in %d bytes".formatted(shape, type, bytes.byteSize()));
		}
		if (shape.elementCount() > 0 && last(shape, strides) >= capacity) {
			throw new IllegalArgumentException("Strides lead out of %d bytes".formatted(bytes.byteSize()));
		}
	}

	/** Elements side by side, the last axis fastest. */
	static StoredTensor dense(ElementType type, Shape shape, MemorySegment bytes) {
		return new StoredTensor(type, shape, denseStrides(shape), bytes);
	}

	private static long last(Shape shape, List<Long> strides) {
		long last = 0;
		for (int axis = 0; axis < strides.size(); axis++) {
			if (strides.get(axis) < 0) {
				throw new IllegalArgumentException("Negative stride");
			}
			try {
				last = Math.addExact(last, Math.multiplyExact(shape.dimension(axis) - 1L, strides.get(axis)));
			}
			catch (ArithmeticException ex) {
				throw new IllegalArgumentException("Stride too large", ex);
			}
		}
		return last;
	}

	private static List<Long> denseStrides(Shape shape) {
		Long[] strides = new Long[shape.rank()];
		long stride = 1;
		for (int axis = strides.length - 1; axis >= 0; axis--) {
			strides[axis] = stride;
			stride *= Math.max(1, shape.dimension(axis));
		}
		return List.of(strides);
	}

	/**
	 * The elements as float32, row-major.
	 * @return a view if they lie so in the file, else a copy in native memory
	 */
	public Tensor read() {
		int count = Math.toIntExact(this.shape.elementCount());
		boolean dense = isDense();
		if (dense && this.type == ElementType.F32) {
			FloatBuffer view = this.bytes.asSlice(0, (long) Float.BYTES * count)
				.asByteBuffer()
				.order(ByteOrder.LITTLE_ENDIAN)
				.asFloatBuffer();
			return new Tensor(this.shape, view);
		}
		Tensor tensor = Tensor.allocate(this.shape);
		int[] position = new int[this.strides.size()];
		for (int i = 0; i < count; i++) {
			tensor.data().put(i, element(dense ? i : advance(position)));
		}
		return tensor;
	}

	private boolean isDense() {
		long stride = 1;
		for (int axis = this.strides.size() - 1; axis >= 0; axis--) {
			int extent = this.shape.dimension(axis);
			if (extent > 1 && this.strides.get(axis) != stride) {
				return false;
			}
			stride *= extent;
		}
		return true;
	}

	private long advance(int[] position) {
		long index = 0;
		for (int axis = 0; axis < position.length; axis++) {
			index += position[axis] * this.strides.get(axis);
		}
		for (int axis = position.length - 1; axis >= 0 && ++position[axis] == this.shape.dimension(axis); axis--) {
			position[axis] = 0;
		}
		return index;
	}

	private float element(long index) {
		long at = index * this.type.width();
		return switch (this.type) {
			case F64 -> (float) this.bytes.get(DOUBLE, at);
			case F32 -> this.bytes.get(FLOAT, at);
			case F16 -> Float.float16ToFloat(this.bytes.get(SHORT, at));
			case BF16 -> Float.intBitsToFloat(this.bytes.get(SHORT, at) << Short.SIZE);
			case I64, I32, I16, I8, U8, BOOL -> throw new IllegalStateException("Whole numbers are not read");
		};
	}

}
