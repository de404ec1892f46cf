package io.efficientnet.classifier.conversion;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of published weights and cannot be read from their file.
 *
 * @param name under which they are known, for instance
 * {@code timm/tf_efficientnet_b0.aa_in1k}
 * @param variant that they belong to
 * @param source whose names the file uses
 * @param epsilon that batch normalisation adds to the variance
 * @param padding of the convolutions
 * @param preprocessing name of the recipe they are evaluated with; null if none is known
 * @param licence SPDX identifier
 * @param accuracy as published; null if unknown
 */
public record WeightSet(String name, EfficientNetVariant variant, WeightSource source, double epsilon, Padding padding,
		@Nullable String preprocessing, String licence, @Nullable Accuracy accuracy) {

	/** Name of weights that are made by a formula. */
	static final String SYNTHETIC = "synthetic";

	public boolean isSynthetic() {
		return this.name.equals(SYNTHETIC);
	}

	WeightSet withoutTraining() {
		return new WeightSet(SYNTHETIC, this.variant, this.source, this.epsilon, this.padding, this.preprocessing,
				"Apache-2.0", null);
	}

	/**
	 * Accuracy on the validation images of ImageNet-1k.
	 *
	 * @param top1 percent of images whose first guess is right
	 * @param top5 percent of images with the right class among five guesses; null if
	 * unknown
	 * @param origin who published it
	 */
	public record Accuracy(double top1, @Nullable Double top5, String origin) {
	}

}
