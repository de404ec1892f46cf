package io.efficientnet.classifier.onnx;

/** An extent of an input or output: {@code TensorShapeProto.Dimension}. */
public sealed interface OnnxDimension {

	/**
	 * An extent that every caller must give.
	 *
	 * @param size number of positions
	 */
	record Fixed(long size) implements OnnxDimension {
	}

	/**
	 * An extent that each call may choose; equal names mean equal extents.
	 *
	 * @param name may be empty, which says nothing
	 */
	record Symbolic(String name) implements OnnxDimension {
	}

	static OnnxDimension of(long size) {
		return new Fixed(size);
	}

	static OnnxDimension of(String name) {
		return new Symbolic(name);
	}

}
