package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** Applies activations to rows in memory. */
final class Activations {

	private Activations() {
	}

	/**
	 * Applies an activation in place.
	 * @param kernels that compute
	 * @param activation the curve
	 * @param x address of the first row
	 * @param stride bytes from row to row
	 * @param rows how many
	 * @param vectors width of a row
	 */
	static void apply(Kernels kernels, Activation activation, long x, long stride, int rows, int vectors) {
		long vector = (long) kernels.lanes() * Float.BYTES;
		if (rows == 1 || stride == vectors * vector) {
			strided(kernels, activation, x, vector, rows * vectors, 1);
		}
		else {
			strided(kernels, activation, x, stride, rows, vectors);
		}
	}

	private static void strided(Kernels kernels, Activation activation, long x, long stride, int rows, int vectors) {
		switch (activation.function()) {
			case NONE -> {
			}
			case SILU -> kernels.silu(x, stride, rows, vectors);
			case SIGMOID -> kernels.sigmoid(x, stride, rows, vectors);
			case CLIP -> kernels.clip(x, stride, rows, vectors, activation.low(), activation.high());
		}
	}

}
