package io.efficientnet.classifier.conversion;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.onnx.OnnxModel;

/**
 * A model with the facts that its manifest states.
 *
 * @param graph input {@code image}, outputs {@code logits}, {@code embedding} and
 * {@code features}; all float32, any number and extent of images
 * @param variant of the network
 * @param weightSet that the weights are
 * @param weightsSha256 of the tensors used, in ascending order of their names, as
 * little-endian float32 in the layout of the archive
 * @param classes outputs of the classifier
 */
public record ConvertedModel(OnnxModel graph, EfficientNetVariant variant, WeightSet weightSet, String weightsSha256,
		int classes) {

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
