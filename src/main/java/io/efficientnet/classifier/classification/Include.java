package io.efficientnet.classifier.classification;

import java.util.Locale;

/** What an answer may hold beside the predictions. */
public enum Include {

	/** The globally pooled features. */
	EMBEDDING,

	/** All logits. */
	LOGITS,

	/** The picture that the network sees. */
	CROP,

	/** The class activation map of the first prediction. */
	HEATMAP;

	/**
	 * The name that requests use.
	 * @return lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
