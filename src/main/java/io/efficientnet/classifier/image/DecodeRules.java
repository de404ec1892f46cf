package io.efficientnet.classifier.image;

import java.time.Duration;

/**
 * How images are decoded, and what that may cost.
 *
 * @param limit for pixels
 * @param longest time that one decode may take
 * @param isTurned whether pictures are turned as their metadata says
 */
record DecodeRules(PixelLimit limit, Duration longest, boolean isTurned) {

	private static final Duration NO_LIMIT = Duration.ofDays(1);

	static DecodeRules of(PixelLimit limit) {
		return new DecodeRules(limit, NO_LIMIT, false);
	}

	/**
	 * Reads the header of an image.
	 * @param encoded the whole file
	 * @return a decoder by these rules
	 */
	ImageDecoder open(byte[] encoded) {
		ImageDecoder decoder = ImageDecoder.open(encoded, this.limit);
		return this.isTurned ? decoder.upright() : decoder;
	}

}
