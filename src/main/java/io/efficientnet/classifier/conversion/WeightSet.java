package io.efficientnet.classifier.conversion;

import java.net.URI;

import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
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
 * @param publication where the file is; null if there is no single file to fetch
 */
public record WeightSet(String name, EfficientNetVariant variant, WeightSource source, double epsilon, Padding padding,
		@Nullable String preprocessing, String licence, @Nullable Accuracy accuracy,
		@Nullable Publication publication) {

	/** Name of weights that are made by a formula. */
	static final String SYNTHETIC = "synthetic";

	public boolean isSynthetic() {
		return this.name.equals(SYNTHETIC);
	}

	WeightSet withoutTraining() {
		return new WeightSet(SYNTHETIC, this.variant, this.source, this.epsilon, this.padding, this.preprocessing,
				"Apache-2.0", null, null);
	}

	/**
	 * Bytes of the numbers that the published file holds, as float32. Files are a little
	 * larger, by names and padding.
	 * @return bytes
	 * @throws IllegalStateException if the set has no publication
	 */
	public long bytes() {
		if (this.publication == null) {
			throw new IllegalStateException("No file of " + this.name + " is published");
		}
		EfficientNetSpec spec = this.variant.spec();
		return Float.BYTES * (spec.parameters(this.publication.classes()) + spec.statistics());
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

	/**
	 * The file as its authors publish it.
	 *
	 * @param tag by which users tell sets of a variant and source apart
	 * @param classes outputs of the classifier
	 * @param url where it is; https
	 * @param checksum as published: {@code md5:} and 32 hexadecimal digits, or
	 * {@code sha256:} and the first 8 to 64; null if the table knows none
	 * @param file name for it here and on mirrors; null if it is the last part of the URL
	 */
	public record Publication(String tag, int classes, URI url, @Nullable String checksum, @Nullable String file) {

		/**
		 * Name of the file here and on mirrors, unique among all sets.
		 * @return without folders
		 */
		@Override
		public String file() {
			String path = this.url.getPath();
			return (this.file != null) ? this.file : path.substring(path.lastIndexOf('/') + 1);
		}

	}

}
