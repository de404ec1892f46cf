package io.efficientnet.classifier.image;

import java.time.Duration;

import io.efficientnet.classifier.image.ResizeRequest.Box;

/**
 * How images are decoded, and what that may cost.
 *
 * @param limit for pixels
 * @param longest time that one decode may take
 * @param isTurned whether pictures are turned as their metadata says
 * @param isDraft whether pictures much larger than needed may be decoded to fewer pixels
 */
record DecodeRules(PixelLimit limit, Duration longest, boolean isTurned, boolean isDraft) {

	private static final int LEAST_RATIO = 2;

	private static final Duration NO_LIMIT = Duration.ofDays(1);

	static DecodeRules of(PixelLimit limit) {
		return new DecodeRules(limit, NO_LIMIT, false, false);
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

	/**
	 * Leaves out what a resize of a whole picture does not need, if that is allowed.
	 * @param decoder of an image
	 * @param request its resize
	 * @return a decoder of the same image, with at least twice the pixels of the result
	 * in each direction
	 */
	ImageDecoder sparing(ImageDecoder decoder, ResizeRequest request) {
		boolean isOfWhole = request.box().equals(Box.whole(decoder.width(), decoder.height()));
		return (this.isDraft && isOfWhole)
				? decoder.draft(LEAST_RATIO * request.width(), LEAST_RATIO * request.height()) : decoder;
	}

}
