package io.efficientnet.classifier.inference.reference.operator;

import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;

/**
 * What is known of a value before it is computed.
 *
 * @param elementType kind of elements; {@code FLOAT} for every floating-point type, since
 * all of them are computed in float32
 * @param shape extents, outermost first
 */
public record TensorType(OnnxElementType elementType, Shape shape) {

	public TensorType {
		elementType = asComputed(elementType);
	}

	public static TensorType floats(Shape shape) {
		return new TensorType(OnnxElementType.FLOAT, shape);
	}

	public boolean isFloat() {
		return this.elementType == OnnxElementType.FLOAT;
	}

	/**
	 * Memory that a value of this type takes, which is 8 bytes for each whole number.
	 * @return in bytes
	 * @throws ArithmeticException if that is no {@code long}
	 */
	public long bytes() {
		return Math.multiplyExact(this.shape.elementCount(), isFloat() ? Float.BYTES : Long.BYTES);
	}

	static OnnxElementType asComputed(OnnxElementType type) {
		return switch (type) {
			case FLOAT16, BFLOAT16, DOUBLE -> OnnxElementType.FLOAT;
			default -> type;
		};
	}

}
