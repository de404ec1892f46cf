package io.efficientnet.classifier.classification;

/**
 * Logits to probabilities, computed in double.
 */
final class Softmax {

	private Softmax() {
	}

	/**
	 * Softmax over all classes.
	 * @param logits at least one
	 * @return probabilities that add up to 1
	 * @throws ArithmeticException if a logit is not finite
	 */
	static float[] of(float[] logits) {
		float max = Float.NEGATIVE_INFINITY;
		for (float logit : logits) {
			if (!Float.isFinite(logit)) {
				throw new ArithmeticException("A logit is not finite");
			}
			max = Math.max(max, logit);
		}
		double[] powers = new double[logits.length];
		double sum = 0;
		for (int i = 0; i < logits.length; i++) {
			powers[i] = Math.exp((double) logits[i] - max);
			sum += powers[i];
		}
		float[] probabilities = new float[logits.length];
		for (int i = 0; i < logits.length; i++) {
			probabilities[i] = (float) (powers[i] / sum);
		}
		return probabilities;
	}

}
