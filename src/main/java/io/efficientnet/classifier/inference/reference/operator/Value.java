package io.efficientnet.classifier.inference.reference.operator;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.stream.IntStream;

import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** A value that is known: a constant of the graph, or what was folded into one. */
public sealed interface Value {

	/**
	 * Kind and extents.
	 * @return the type
	 */
	TensorType type();

	/**
	 * The same elements with other extents.
	 * @param shape with as many elements
	 * @return a view
	 */
	Value reshaped(Shape shape);

	/**
	 * Floating-point numbers.
	 *
	 * @param tensor the elements
	 */
	record Floats(Tensor tensor) implements Value {

		@Override
		public TensorType type() {
			return TensorType.floats(this.tensor.shape());
		}

		@Override
		public Value reshaped(Shape shape) {
			return new Floats(new Tensor(shape, this.tensor.data()));
		}

		static Floats zeros(Shape shape) {
			int elements = Math.toIntExact(shape.elementCount());
			return new Floats(new Tensor(shape, FloatBuffer.allocate(elements)));
		}
	}

	/**
	 * Whole numbers and truth values.
	 *
	 * @param elementType their kind in the file
	 * @param shape extents, outermost first
	 * @param data the elements from position 0 to the limit; 0 and 1 for {@code BOOL}
	 */
	record Integers(OnnxElementType elementType, Shape shape, LongBuffer data) implements Value {

		/**
		 * Checks that the buffer holds exactly the elements of the shape.
		 * @throws IllegalArgumentException if it holds more or fewer
		 */
		public Integers {
			data = data.slice();
			if (data.remaining() != shape.elementCount()) {
				throw new IllegalArgumentException(
						"Shape " + shape + " does not have " + data.remaining() + " elements");
			}
		}

		/**
		 * A list of {@code INT64}.
		 * @param values its elements
		 * @return of rank 1
		 */
		public static Integers of(long... values) {
			return new Integers(OnnxElementType.INT64, Shape.of(values.length), LongBuffer.wrap(values));
		}

		@Override
		public TensorType type() {
			return new TensorType(this.elementType, this.shape);
		}

		@Override
		public Value reshaped(Shape shape) {
			return new Integers(this.elementType, shape, this.data);
		}

		public long[] toArray() {
			long[] values = new long[this.data.remaining()];
			this.data.get(0, values);
			return values;
		}

		static Integers zeros(OnnxElementType type, Shape shape) {
			int elements = Math.toIntExact(shape.elementCount());
			return new Integers(type, shape, LongBuffer.allocate(elements));
		}
	}

	/**
	 * A constant of a file.
	 * @param constant to read; float32 is not copied
	 * @return its value
	 */
	static Value of(OnnxConstant constant) {
		return switch (constant.elementType()) {
			case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> new Floats(constant.toTensor());
			default -> new Integers(constant.elementType(), constant.shape(), LongBuffer.wrap(longs(constant)));
		};
	}

	/**
	 * Memory for a value, zeroed.
	 * @param type its kind and extents
	 * @return a value to be filled
	 */
	static Value zeros(TensorType type) {
		return type.isFloat() ? Floats.zeros(type.shape()) : Integers.zeros(type.elementType(), type.shape());
	}

	private static long[] longs(OnnxConstant constant) {
		ByteBuffer bytes = constant.data();
		int elements = Math.toIntExact(constant.shape().elementCount());
		return IntStream.range(0, elements).mapToLong((i) -> switch (constant.elementType()) {
			case BOOL -> (bytes.get(i) != 0) ? 1 : 0;
			case INT8 -> bytes.get(i);
			case UINT8 -> Byte.toUnsignedLong(bytes.get(i));
			case INT16 -> bytes.getShort(Short.BYTES * i);
			case UINT16 -> Short.toUnsignedLong(bytes.getShort(Short.BYTES * i));
			case INT32 -> bytes.getInt(Integer.BYTES * i);
			case UINT32 -> Integer.toUnsignedLong(bytes.getInt(Integer.BYTES * i));
			default -> bytes.getLong(Long.BYTES * i);
		}).toArray();
	}

}
