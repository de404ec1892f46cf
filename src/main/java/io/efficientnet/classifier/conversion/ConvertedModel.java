package io.efficientnet.classifier.conversion;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.onnx.OnnxModel;

/**
 * A model with the facts that its manifest states.
 *
 * @param model with one input and three outputs, all float32, for any number and extent
 * of images
 * @param variant of the network
 * @param weightSet that the weights are
 * @param weightsSha256 of the tensors used, in ascending order of their names, as
 * little-endian float32 in the layout of the archive
 * @param classes outputs of the classifier
 */
public record ConvertedModel(OnnxModel model, EfficientNetVariant variant, WeightSet weightSet, String weightsSha256,
		int classes) {

	/** Input {@code [n, 3, h, w]}, normalised as the weight set's preprocessing says. */
	public static final String IMAGE = "image";

	/** Output {@code [n, classes]}, not softmaxed. */
	public static final String LOGITS = "logits";

	/** Output {@code [n, c]}: the features, averaged over the image. */
	public static final String EMBEDDING = "embedding";

	/** Output {@code [n, c, h', w']}: what the head makes of each part of the image. */
	public static final String FEATURES = "features";

	/**
	 * Side of the image that the variant was published with.
	 * @return in pixels; the crop of the weight set's preprocessing may differ
	 */
	public int resolution() {
		return this.variant.spec().resolution();
	}

	/**
	 * Trainable parameters.
	 * @return their number
	 */
	public long parameters() {
		return this.variant.spec().parameters(this.classes);
	}

}
