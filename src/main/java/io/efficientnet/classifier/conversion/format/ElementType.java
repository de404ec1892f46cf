package io.efficientnet.classifier.conversion.format;

/** Kinds of elements: floating-point ones are read, whole numbers only measured. */
public enum ElementType {

	F64(8), F32(4), F16(2), BF16(2), I64(8), I32(4), I16(2), I8(1), U8(1), BOOL(1);

	private final int width;

	ElementType(int width) {
		this.width = width;
	}

	/**
	 * Size of an element.
	 * @return in bytes
	 */
	int width() {
		return this.width;
	}

	boolean isFloat() {
		return switch (this) {
			case F64, F32, F16, BF16 -> true;
			case I64, I32, I16, I8, U8, BOOL -> false;
		};
	}

}
