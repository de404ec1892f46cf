package io.efficientnet.classifier.image;

/**
 * The inner loops of both passes. One index over two int arrays is what the compiler
 * turns into vector code.
 */
final class WeightedSums {

	private WeightedSums() {
	}

	static void add(int[] samples, int weight, int[] sums, int length) {
		for (int i = 0; i < length; i++) {
			sums[i] += samples[i] * weight;
		}
	}

	/** From fixed point to samples 0..255. */
	static void clip(int[] sums, int length) {
		for (int i = 0; i < length; i++) {
			sums[i] = Math.max(0, Math.min(255, sums[i] >> AxisWeights.PRECISION_BITS));
		}
	}

}
