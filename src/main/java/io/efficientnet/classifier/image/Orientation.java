package io.efficientnet.classifier.image;

import java.util.Arrays;

/**
 * Where the first row and column of a stored picture belong, by the numbers of TIFF and
 * EXIF.
 */
enum Orientation {

	NORMAL(1, false, false, false), MIRRORED(2, false, true, false), UPSIDE_DOWN(3, false, true, true),
	FLIPPED(4, false, false, true), TRANSPOSED(5, true, false, false), CLOCKWISE(6, true, true, false),
	TRANSVERSE(7, true, true, true), COUNTERCLOCKWISE(8, true, false, true);

	private final int number;

	private final boolean isSideways;

	// whether rows of the result begin at the end of what they are read from
	private final boolean isMirrored;

	// the same of columns
	private final boolean isFlipped;

	Orientation(int number, boolean isSideways, boolean isMirrored, boolean isFlipped) {
		this.number = number;
		this.isSideways = isSideways;
		this.isMirrored = isMirrored;
		this.isFlipped = isFlipped;
	}

	/**
	 * Finds an orientation.
	 * @param number 1 to 8; any other counts as 1
	 * @return the orientation
	 */
	static Orientation of(long number) {
		return Arrays.stream(values()).filter((orientation) -> orientation.number == number).findFirst().orElse(NORMAL);
	}

	/** The number of TIFF and EXIF, 1 to 8. */
	int number() {
		return this.number;
	}

	/** Whether width and height change places. */
	boolean isSideways() {
		return this.isSideways;
	}

	/**
	 * Turns a picture the right way up.
	 * @param image as stored
	 * @return as it is meant, which may be the same
	 */
	RgbImage turn(RgbImage image) {
		if (this == NORMAL) {
			return image;
		}
		int width = this.isSideways ? image.heightPixels() : image.widthPixels();
		int height = this.isSideways ? image.widthPixels() : image.heightPixels();
		int stride = image.widthPixels() * RgbImage.CHANNELS;
		int right = this.isSideways ? stride : RgbImage.CHANNELS;
		int down = this.isSideways ? RgbImage.CHANNELS : stride;
		int row = (this.isMirrored ? (width - 1) * right : 0) + (this.isFlipped ? (height - 1) * down : 0);
		right = this.isMirrored ? -right : right;
		down = this.isFlipped ? -down : down;
		byte[] source = image.samples();
		byte[] target = new byte[source.length];
		for (int y = 0, o = 0; y < height; y++, row += down) {
			for (int x = 0, i = row; x < width; x++, i += right) {
				target[o++] = source[i];
				target[o++] = source[i + 1];
				target[o++] = source[i + 2];
			}
		}
		return new RgbImage(width, height, target);
	}

}
