package io.efficientnet.classifier.onnx;

import java.util.Arrays;
import java.util.Optional;

/**
 * Kinds of elements with a whole number of bytes: {@code TensorProto.DataType}. Strings
 * and types of less than a byte are not among them.
 */
public enum OnnxElementType {

	FLOAT(1, 4),

	UINT8(2, 1),

	INT8(3, 1),

	UINT16(4, 2),

	INT16(5, 2),

	INT32(6, 4),

	INT64(7, 8),

	BOOL(9, 1),

	FLOAT16(10, 2),

	DOUBLE(11, 8),

	UINT32(12, 4),

	UINT64(13, 8),

	BFLOAT16(16, 2);

	private final int code;

	private final int width;

	OnnxElementType(int code, int width) {
		this.code = code;
		this.width = width;
	}

	static Optional<OnnxElementType> of(int code) {
		return Arrays.stream(values()).filter((type) -> type.code == code).findFirst();
	}

	/**
	 * The number in files.
	 * @return a value of {@code TensorProto.DataType}
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Size of one element.
	 * @return in bytes
	 */
	public int width() {
		return this.width;
	}

}
