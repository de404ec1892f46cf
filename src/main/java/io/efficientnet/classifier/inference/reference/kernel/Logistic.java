package io.efficientnet.classifier.inference.reference.kernel;

/**
 * {@code exp(-x)} as both kernels compute it, so that they round alike: 2 to the power of
 * {@code -x * log2(e)}, split into a whole exponent and a fraction within [-0.5, 0.5],
 * whose power is a polynomial of degree 5 (minimax, relative error below 2e-7). The
 * relative error grows with |x| to 2e-6 at 87.
 */
final class Logistic {

	static final float MINUS_LOG2_E = (float) (-1 / Math.log(2));

	/** Adding it leaves the nearest whole number in the lowest bits of the mantissa. */
	static final float ROUND = 12582912f;

	static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

	/** Exponents beyond are those of results that are infinite or zero in effect. */
	static final int LOWEST = ROUND_BITS - 126;

	static final int HIGHEST = ROUND_BITS + 126;

	/** Beyond, the power is infinite or zero in effect. */
	static final float LARGEST = 87;

	/** As whole numbers positive floats are ordered; negative ones are if unsigned. */
	static final int LARGEST_BITS = Float.floatToRawIntBits(LARGEST);

	static final int SMALLEST_BITS = Float.floatToRawIntBits(-LARGEST);

	static final int MANTISSA_BITS = 23;

	static final float C5 = 0.0013276472f;

	static final float C4 = 0.009670763f;

	static final float C3 = 0.055503324f;

	static final float C2 = 0.24022348f;

	static final float C1 = 0.6931472f;

	private Logistic() {
	}

	/**
	 * One more than the power, the denominator of the logistic function.
	 * @param x from -1e6 to 1e6
	 * @return {@code 1 + exp(-x)}
	 */
	static float denominator(float x) {
		float rounded = Math.fma(x, MINUS_LOG2_E, ROUND);
		float fraction = Math.fma(x, MINUS_LOG2_E, -(rounded - ROUND));
		float power = Math.fma(C5, fraction, C4);
		power = Math.fma(power, fraction, C3);
		power = Math.fma(power, fraction, C2);
		power = Math.fma(power, fraction, C1);
		power = Math.fma(power, fraction, 1);
		int exponent = Math.clamp(Float.floatToRawIntBits(rounded), LOWEST, HIGHEST) << MANTISSA_BITS;
		return Float.intBitsToFloat(Float.floatToRawIntBits(power) + exponent) + 1;
	}

	/**
	 * The logistic function.
	 * @param x any
	 * @return {@code 1 / (1 + exp(-x))}, that of -87 or 87 beyond these
	 */
	static float logistic(float x) {
		if (Float.isNaN(x)) {
			return Float.NaN;
		}
		int bits = Math.min(Float.floatToRawIntBits(x), LARGEST_BITS);
		boolean isTooSmall = Integer.compareUnsigned(bits, SMALLEST_BITS) > 0;
		return 1 / denominator(isTooSmall ? -LARGEST : Float.intBitsToFloat(bits));
	}

}
