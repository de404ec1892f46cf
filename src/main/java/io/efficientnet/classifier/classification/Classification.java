package io.efficientnet.classifier.classification;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.efficientnet.classifier.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What a network makes of an image.
 *
 * @param model id of the model
 * @param predictions by falling probability, ties by index
 * @param image facts of the image as it came
 * @param receipt how the answer was computed
 * @param embedding globally pooled features; null unless asked for
 * @param logits of all classes, not softmaxed; null unless asked for
 * @param heatmap class activation map of the first prediction; null unless asked for
 * @param crop what the network sees; null unless asked for
 * @param timings where the time went
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SuppressWarnings("ArrayRecordComponent") // written out once, never compared
public record Classification(ModelId model, List<Prediction> predictions, Image image, Receipt receipt,
		float @Nullable [] embedding, float @Nullable [] logits, @Nullable Heatmap heatmap, @Nullable Crop crop,
		@JsonIgnore Timings timings) {

	/**
	 * The image as it came.
	 *
	 * @param format by its magic bytes, for instance {@code jpeg}
	 * @param width in pixels, as turned
	 * @param height in pixels, as turned
	 * @param orientation 1 to 8 as in EXIF, by which the image was turned; null if what
	 * the file says about it is ignored
	 * @param draft 2, 4 or 8 if a half, a fourth or an eighth of the rows was decoded;
	 * null if all were
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Image(String format, int width, int height, @Nullable Integer orientation, @Nullable Integer draft) {
	}

	/**
	 * What the network sees: RGB after resize and crop, before normalisation.
	 *
	 * @param width in pixels
	 * @param height in pixels
	 * @param png the picture, lossless; base64 in JSON
	 */
	public record Crop(int width, int height, byte[] png) {
	}

	/**
	 * Where in the crop a class was seen.
	 *
	 * @param index of the class
	 * @param width of the map
	 * @param height of the map
	 * @param values by rows, scaled to 0..1
	 */
	public record Heatmap(int index, int width, int height, float[][] values) {
	}

}
