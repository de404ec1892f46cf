package io.efficientnet.classifier.onnx;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A named input or output of a graph: {@code ValueInfoProto} of a tensor.
 *
 * @param name unique in the graph
 * @param elementType kind of elements; null if the file does not say, or names a kind
 * that {@link OnnxElementType} does not have
 * @param dimensions extents, outermost first; null if the file does not even say how many
 */
public record OnnxValueInfo(String name, @Nullable OnnxElementType elementType,
		@Nullable List<OnnxDimension> dimensions) {

	public OnnxValueInfo {
		dimensions = (dimensions != null) ? List.copyOf(dimensions) : null;
	}

	public static OnnxValueInfo floats(String name, OnnxDimension... dimensions) {
		return new OnnxValueInfo(name, OnnxElementType.FLOAT, List.of(dimensions));
	}

}
