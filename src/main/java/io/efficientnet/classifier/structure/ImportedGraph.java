package io.efficientnet.classifier.structure;

import java.util.List;

import io.efficientnet.classifier.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/**
 * A graph that somebody else exported, with one float32 input {@code [n][3][h][w]} and
 * the outputs that models have here.
 *
 * @param model rewritten at both ends
 * @param network that it is
 * @param input name of the input
 * @param side of the square images that it takes, in pixels; null where any will do
 * @param range of the values that it takes for pixels
 * @param logits name of the output {@code [n][classes]}
 * @param embedding name of the output {@code [n][features]}; null where none was found
 * @param features name of the output {@code [n][features][h'][w']}; null where none was
 * found
 * @param classes number of logits; null where only a run can tell
 * @param takesBatches whether it declares that it takes any number of images
 * @param notes what was found that is out of the ordinary and what was not found, one
 * line each
 */
public record ImportedGraph(OnnxModel model, NetworkStructure network, String input, @Nullable Integer side,
		PixelRange range, String logits, @Nullable String embedding, @Nullable String features,
		@Nullable Integer classes, boolean takesBatches, List<String> notes) {

	public ImportedGraph {
		notes = List.copyOf(notes);
	}

}
