package io.efficientnet.classifier.precision;

/**
 * What a value was seen to reach, widened to include zero, which eight bits must be able
 * to say exactly: padding is zeros.
 *
 * @param least at most 0
 * @param greatest at least 0
 */
record ValueRange(float least, float greatest) {

	private static final int STEPS = 255;

	ValueRange {
		least = Math.min(least, 0);
		greatest = Math.max(greatest, 0);
		if (!Float.isFinite(least) || !Float.isFinite(greatest)) {
			throw new IllegalArgumentException("A range must be finite, not " + least + ".." + greatest);
		}
	}

	/**
	 * The distance of neighbours among the 256 values of {@code uint8}.
	 * @return above zero; 255 of them do not exceed a range that begins at zero, so that
	 * executors can leave out the clipping before
	 */
	float scale() {
		float width = this.greatest - this.least;
		if (width == 0) {
			return 1;
		}
		float scale = Math.max(width / STEPS, Float.MIN_NORMAL);
		return (scale * STEPS > width) ? Math.nextDown(scale) : scale;
	}

	/**
	 * What stands for zero.
	 * @return 0..255
	 */
	int zeroPoint() {
		return Math.clamp(Math.round(-this.least / scale()), 0, STEPS);
	}

}
