package io.efficientnet.classifier.conversion;

/** How convolutions pad their input. The two differ only at stride 2 and even extents. */
public enum Padding {

	/** As TensorFlow's SAME: the odd row and column go to the bottom and the right. */
	TF_SAME,

	/** {@code k / 2} on every side. */
	SYMMETRIC

}
