package io.efficientnet.classifier.efficientnet;

/**
 * Width and depth coefficients with the rounding of the official code.
 *
 * @param width factor on channels
 * @param depth factor on blocks per stage
 * @see <a href=
 * "https://github.com/tensorflow/tpu/blob/master/models/official/efficientnet/efficientnet_model.py">
 * round_filters and round_repeats</a>
 */
record CompoundScaling(double width, double depth) {

	private static final int DIVISOR = 8;

	/**
	 * Scaled channels: the nearest multiple of eight, a tie upwards, but never less than
	 * nine tenths of the exact value.
	 * @param filters channels of B0
	 * @return channels of the scaled network
	 */
	int roundFilters(int filters) {
		double exact = filters * this.width;
		int rounded = Math.max(DIVISOR, (int) (exact + DIVISOR / 2.0) / DIVISOR * DIVISOR);
		return (rounded < 0.9 * exact) ? rounded + DIVISOR : rounded;
	}

	/**
	 * Scaled blocks of a stage, rounded up.
	 * @param repeats blocks of B0
	 * @return blocks of the scaled network
	 */
	int roundRepeats(int repeats) {
		return (int) Math.ceil(this.depth * repeats);
	}

}
