package io.efficientnet.classifier.conversion;

/** What a layer with weights does in the network. */
enum Role {

	STEM, EXPAND, DEPTHWISE, SQUEEZE, EXCITE, PROJECT, HEAD, CLASSIFIER;

	/**
	 * Whether batch normalisation follows; the other layers have a bias instead.
	 * @return true for all convolutions outside of squeeze-and-excitation
	 */
	boolean isNormalized() {
		return switch (this) {
			case STEM, EXPAND, DEPTHWISE, PROJECT, HEAD -> true;
			case SQUEEZE, EXCITE, CLASSIFIER -> false;
		};
	}

}
