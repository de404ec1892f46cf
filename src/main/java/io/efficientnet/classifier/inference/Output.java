package io.efficientnet.classifier.inference;

/** What a network can be asked for. */
public enum Output {

	/** {@code [n][classes]}, not softmaxed. */
	LOGITS,

	/** {@code [n][features]}, globally pooled. */
	EMBEDDING,

	/** {@code [n][features][h/32][w/32]}, before pooling. */
	FEATURES

}
