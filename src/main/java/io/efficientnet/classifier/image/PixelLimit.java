package io.efficientnet.classifier.image;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The most pixels that a picture may have, as decoded and as resized.
 *
 * @param pixels width times height, at most {@value #LARGEST}
 */
record PixelLimit(long pixels) {

	// four samples of a pixel have to fit one Java array
	private static final long LARGEST = Integer.MAX_VALUE / 4;

	// filter weights grow with the longer side whatever the area is
	private static final int LONGEST_SIDE = 65_535;

	private static final Pattern TEXT = Pattern.compile("(\\d{1,10})\\s*(MP)?", Pattern.CASE_INSENSITIVE);

	private static final long MEGAPIXEL = 1_000_000;

	PixelLimit {
		if (pixels < 1 || pixels > LARGEST) {
			throw new IllegalArgumentException("The pixel limit must be 1 to " + LARGEST + ", not " + pixels);
		}
	}

	/**
	 * Reads a limit as people write it.
	 * @param text a number of pixels, or of megapixels with the unit {@code MP}
	 * @return the limit
	 * @throws IllegalArgumentException if the text is neither, or out of range
	 */
	static PixelLimit parse(String text) {
		Matcher matcher = TEXT.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"A pixel limit is a number such as 50000000 or 50MP, not '" + text + "'");
		}
		long number = Long.parseLong(matcher.group(1));
		return new PixelLimit((matcher.group(2) != null) ? number * MEGAPIXEL : number);
	}

	/**
	 * Refuses a picture before it is decoded.
	 * @param width in pixels, as the header says
	 * @param height in pixels, as the header says
	 * @throws ServiceException {@code IMAGE_TOO_LARGE} above the limit or with a side
	 * over {@value #LONGEST_SIDE}, {@code UNDECODABLE_IMAGE} without a pixel
	 */
	void checkSource(long width, long height) {
		check(width, height);
		if (Math.max(width, height) > LONGEST_SIDE) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE, String.format(Locale.ROOT,
					"An image of %d x %d pixels has a side over %d pixels", width, height, LONGEST_SIDE));
		}
	}

	/**
	 * Refuses a picture before it is made.
	 * @param width in pixels
	 * @param height in pixels
	 * @throws ServiceException {@code IMAGE_TOO_LARGE} above the limit,
	 * {@code UNDECODABLE_IMAGE} without a pixel
	 */
	void check(long width, long height) {
		if (width < 1 || height < 1) {
			throw new ServiceException(FailureKind.UNDECODABLE_IMAGE, "The image has no pixels");
		}
		if (width > this.pixels / height) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE, String.format(Locale.ROOT,
					"An image of %d x %d pixels is over the limit of %d pixels", width, height, this.pixels));
		}
	}

}
