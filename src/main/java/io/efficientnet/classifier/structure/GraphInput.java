package io.efficientnet.classifier.structure;

import java.util.List;

import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import org.jspecify.annotations.Nullable;

/**
 * The image as a graph takes it.
 *
 * @param name of the input
 * @param type of its elements
 * @param channelsLast whether it is {@code [n][h][w][3]}, not {@code [n][3][h][w]}
 * @param images in a batch
 * @param height in pixels; null where free
 * @param width in pixels; null where free
 * @param path to the first convolution
 */
record GraphInput(String name, OnnxElementType type, boolean channelsLast, OnnxDimension images,
		@Nullable Integer height, @Nullable Integer width, InputPath path) {

	private static final OnnxDimension RGB = OnnxDimension.of(3);

	private static final OnnxDimension FREE = OnnxDimension.of("images");

	private static final int LARGEST_SIDE = 4096;

	static GraphInput of(GraphIndex index) {
		OnnxValueInfo input = only(index.graph());
		OnnxElementType type = (input.elementType() != null) ? input.elementType() : OnnxElementType.FLOAT;
		if (type == OnnxElementType.BOOL) {
			throw ForeignGraph.refused("its input '%s' takes %s, not pixels".formatted(input.name(), type));
		}
		InputPath path = InputPath.of(index, input.name());
		List<OnnxDimension> extents = input.dimensions();
		if (extents == null) {
			return new GraphInput(input.name(), type, path.movesChannelsFirst(), FREE, null, null, path);
		}
		if (extents.size() != 4) {
			throw ForeignGraph
				.refused("its input '%s' has %d axes; a batch of images has 4".formatted(input.name(), extents.size()));
		}
		boolean last = extents.get(3).equals(RGB) && (!extents.get(1).equals(RGB) || path.movesChannelsFirst());
		boolean free = !extents.get(1).equals(RGB) && !extents.get(3).equals(RGB);
		boolean channelsLast = last || (free && path.movesChannelsFirst());
		OnnxDimension channels = extents.get(channelsLast ? 3 : 1);
		if (channels instanceof OnnxDimension.Fixed(long count) && count != 3) {
			throw ForeignGraph
				.refused("its input '%s' takes images of %d channels, not RGB".formatted(input.name(), count));
		}
		return new GraphInput(input.name(), type, channelsLast, extents.getFirst(),
				side(extents.get(channelsLast ? 1 : 2)), side(extents.get(channelsLast ? 2 : 3)), path);
	}

	private static OnnxValueInfo only(OnnxGraph graph) {
		List<OnnxValueInfo> inputs = graph.inputs()
			.stream()
			.filter((input) -> !graph.initializers().containsKey(input.name()))
			.toList();
		if (inputs.size() != 1) {
			throw ForeignGraph.refused("it has %d inputs %s; export it with the image as the only one"
				.formatted(inputs.size(), inputs.stream().limit(5).map(OnnxValueInfo::name).toList()));
		}
		return inputs.getFirst();
	}

	private static @Nullable Integer side(OnnxDimension extent) {
		return switch (extent) {
			case OnnxDimension.Symbolic _ -> null;
			case OnnxDimension.Fixed(long size) when size >= 1 && size <= LARGEST_SIDE -> (int) size;
			case OnnxDimension.Fixed(long size) ->
				throw ForeignGraph.refused("it takes images with a side of %d pixels".formatted(size));
		};
	}

	/** Side of the square that the extents lie in; null where both are free. */
	@Nullable Integer side() {
		if (this.height == null) {
			return this.width;
		}
		return (this.width != null) ? Math.max(this.height, this.width) : this.height;
	}

	boolean isSquare() {
		return this.height == null || this.width == null || this.height.equals(this.width);
	}

	/** Images of every batch; null where that is free. */
	@Nullable Long batch() {
		return (this.images instanceof OnnxDimension.Fixed(long count)) ? (Long) count : null;
	}

	boolean takesWholeNumbers() {
		return switch (this.type) {
			case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> false;
			default -> true;
		};
	}

}
