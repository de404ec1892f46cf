package io.efficientnet.classifier.inference.reference.network;

/**
 * What follows a convolution or matrix product, element by element.
 *
 * @param function the curve
 * @param low least result of {@code CLIP}
 * @param high greatest result of {@code CLIP}
 */
public record Activation(Function function, float low, float high) {

	/** The linear one. */
	public static final Activation NONE = new Activation(Function.NONE, 0, 0);

	/** {@code x * sigmoid(x)}, which the paper calls swish. */
	public static final Activation SILU = new Activation(Function.SILU, 0, 0);

	/** {@code 1 / (1 + exp(-x))}. */
	public static final Activation SIGMOID = new Activation(Function.SIGMOID, 0, 0);

	/**
	 * {@code min(max(x, low), high)}: ReLU is {@code [0, infinity]}, ReLU6
	 * {@code [0, 6]}.
	 * @param low least result
	 * @param high greatest result
	 * @return the activation
	 */
	public static Activation clip(float low, float high) {
		return new Activation(Function.CLIP, low, high);
	}

	/** The curves. */
	public enum Function {

		NONE, SILU, SIGMOID, CLIP

	}

}
