package io.efficientnet.classifier.model;

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an image becomes the input of a network: resize and centre crop, in the order that
 * {@code mode} says, then normalise. One recipe per weight set, as its authors evaluated
 * it.
 *
 * @param name under which the recipe is published, for instance
 * {@code timm/tf_efficientnet_b0.aa_in1k}
 * @param resize pixels that the resize aims at; what they measure is said by {@code mode}
 * @param mode what the resize keeps
 * @param filter resampling filter
 * @param crop side of the centred square that the network sees, in pixels
 * @param mean per channel R, G, B, of values in 0..1
 * @param std per channel R, G, B, of values in 0..1
 */
public record Preprocessing(String name, int resize, Mode mode, Filter filter, int crop, List<Double> mean,
		List<Double> std) {

	/** What a resize keeps. */
	public enum Mode {

		/** The shorter side becomes {@code resize}, the aspect ratio stays. */
		@JsonProperty("shortest-side")
		SHORTEST_SIDE,

		/** Both sides become {@code resize}, the aspect ratio is lost. */
		@JsonProperty("squash")
		SQUASH,

		/**
		 * A centred square of the source becomes the crop, so large that by the same
		 * scale the shorter side would become {@code resize}.
		 */
		@JsonProperty("crop-first")
		CROP_FIRST

	}

	/**
	 * Resampling filters: those of Pillow's {@code Image.resize}, which round to whole
	 * samples, and one of TensorFlow.
	 */
	public enum Filter {

		@JsonProperty("nearest")
		NEAREST,

		@JsonProperty("box")
		BOX,

		@JsonProperty("bilinear")
		BILINEAR,

		@JsonProperty("hamming")
		HAMMING,

		@JsonProperty("bicubic")
		BICUBIC,

		@JsonProperty("lanczos")
		LANCZOS,

		/**
		 * {@code resize_bicubic} of TensorFlow 1, which neither smooths nor rounds.
		 */
		@JsonProperty("tf1-bicubic")
		TF1_BICUBIC

	}

	/**
	 * Checks the recipe.
	 * @throws NullPointerException if a part is missing, as a manifest may have it
	 * @throws IllegalArgumentException if a size is outside 1..4096, the crop is larger
	 * than the resize, or mean and std are not three finite numbers each with std
	 * positive
	 */
	public Preprocessing {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(mode, "mode");
		Objects.requireNonNull(filter, "filter");
		mean = List.copyOf(mean);
		std = List.copyOf(std);
		if (resize < 1 || resize > 4096 || crop < 1 || crop > resize) {
			throw new IllegalArgumentException(
					"Sizes must be 1 <= crop <= resize <= 4096, not crop " + crop + " of resize " + resize);
		}
		if (mean.size() != 3 || std.size() != 3 || !mean.stream().allMatch(Double::isFinite)
				|| !std.stream().allMatch((s) -> s > 0 && Double.isFinite(s))) {
			throw new IllegalArgumentException("mean and std must be three finite numbers each, std positive");
		}
	}

}
