package io.efficientnet.classifier.onnx;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
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

	/**
	 * Whether images of a shape fit, in any number: the first extent is not compared.
	 * @param images shape of a batch
	 * @return true if rank and fixed extents are those of the shape, or the file does not
	 * say
	 */
	public boolean takesImages(Shape images) {
		List<OnnxDimension> declared = this.dimensions;
		if (declared == null) {
			return true;
		}
		if (declared.size() != images.rank()) {
			return false;
		}
		for (int axis = 1; axis < images.rank(); axis++) {
			if (declared.get(axis) instanceof OnnxDimension.Fixed(long size) && size != images.dimension(axis)) {
				return false;
			}
		}
		return true;
	}

	public static OnnxValueInfo floats(String name, OnnxDimension... dimensions) {
		return new OnnxValueInfo(name, OnnxElementType.FLOAT, List.of(dimensions));
	}

}
