package io.efficientnet.classifier.efficientnet;

/** The nonlinearity after every convolution but the projections. */
public enum Activation {

	/** {@code x * sigmoid(x)}, of B0 to B7. */
	SWISH,

	/** {@code min(max(x, 0), 6)}, of the lite variants. */
	RELU6

}
