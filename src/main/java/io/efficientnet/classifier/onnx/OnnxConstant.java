package io.efficientnet.classifier.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A tensor in a model file: {@code TensorProto}. The data may be a view of the file that
 * was read, so it is in no way aligned.
 *
 * @param elementType kind of elements
 * @param shape extents, outermost first
 * @param data little-endian, row-major, read-only, exactly the elements of the shape
 */
public record OnnxConstant(OnnxElementType elementType, Shape shape, ByteBuffer data) {

	/**
	 * Checks that the data is exactly as long as type and shape say.
	 * @throws IllegalArgumentException if it is longer or shorter
	 */
	public OnnxConstant {
		data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
		if (shape.elementCount() != data.remaining() / elementType.width()
				|| data.remaining() % elementType.width() != 0) {
			throw new IllegalArgumentException("%s elements %s take %d bytes each, not %d bytes in all".formatted(shape,
					elementType, elementType.width(), data.remaining()));
		}
	}

	/**
	 * The data from its first byte on.
	 * @return a view with a position of its own, little-endian
	 */
	@Override
	public ByteBuffer data() {
		return this.data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
	}

	public static OnnxConstant of(Tensor tensor) {
		ByteBuffer bytes = allocate(tensor.data().remaining(), Float.BYTES);
		bytes.asFloatBuffer().put(tensor.data().duplicate());
		return new OnnxConstant(OnnxElementType.FLOAT, tensor.shape(), bytes);
	}

	public static OnnxConstant of(Shape shape, long... values) {
		ByteBuffer bytes = allocate(values.length, Long.BYTES);
		bytes.asLongBuffer().put(values);
		return new OnnxConstant(OnnxElementType.INT64, shape, bytes);
	}

	/**
	 * The elements as float32.
	 * @return a read-only view for {@code FLOAT}, a widened or rounded copy for the other
	 * floating-point types
	 * @throws IllegalStateException if the elements are no floating-point numbers
	 */
	public Tensor toTensor() {
		return new Tensor(this.shape, switch (this.elementType) {
			case FLOAT -> data().asFloatBuffer();
			case FLOAT16 -> widen((bytes, index) -> Float.float16ToFloat(bytes.getShort(2 * index)));
			case BFLOAT16 -> widen((bytes, index) -> Float.intBitsToFloat(bytes.getShort(2 * index) << 16));
			case DOUBLE -> widen((bytes, index) -> (float) bytes.getDouble(8 * index));
			default -> throw new IllegalStateException(this.elementType + " is no floating-point type");
		});
	}

	/**
	 * The elements as whole numbers.
	 * @return a copy, row-major
	 * @throws IllegalStateException if the elements are neither {@code INT64} nor
	 * {@code INT32}
	 */
	public long[] toLongs() {
		ByteBuffer bytes = data();
		long[] values = new long[Math.toIntExact(this.shape.elementCount())];
		switch (this.elementType) {
			case INT64 -> {
				LongBuffer longs = bytes.asLongBuffer();
				longs.get(values);
			}
			case INT32 -> {
				for (int i = 0; i < values.length; i++) {
					values[i] = bytes.getInt(Integer.BYTES * i);
				}
			}
			default -> throw new IllegalStateException(this.elementType + " is neither INT64 nor INT32");
		}
		return values;
	}

	private FloatBuffer widen(Widening widening) {
		ByteBuffer bytes = data();
		float[] values = new float[Math.toIntExact(this.shape.elementCount())];
		for (int i = 0; i < values.length; i++) {
			values[i] = widening.at(bytes, i);
		}
		return FloatBuffer.wrap(values);
	}

	private static ByteBuffer allocate(int elements, int width) {
		return ByteBuffer.allocateDirect(Math.multiplyExact(elements, width)).order(ByteOrder.LITTLE_ENDIAN);
	}

	private interface Widening {

		float at(ByteBuffer bytes, int index);

	}

}
