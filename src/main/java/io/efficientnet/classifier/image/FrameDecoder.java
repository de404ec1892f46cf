package io.efficientnet.classifier.image;

import java.io.IOException;

/** One image whose header has been read and whose pixels have not. */
interface FrameDecoder {

	/** Pixels of a row, as the header says. */
	int width();

	/** Rows, as the header says. */
	int height();

	/** The most bytes that {@link #decode} holds at a time, its result included. */
	long memoryBytes();

	/**
	 * What {@link #decode} holds beside that of a file that is made to be costly. No
	 * reason to refuse one, but others have to wait.
	 */
	default long rareBytes() {
		return 0;
	}

	/**
	 * A decoder of the same image whose result may have fewer pixels, where that is
	 * faster.
	 * @param leastWidth of the result, in pixels
	 * @param leastHeight of the result, in pixels
	 * @return a decoder, perhaps this one
	 */
	default FrameDecoder draft(int leastWidth, int leastHeight) {
		return this;
	}

	/** How the result is to be turned, by the metadata of the file. */
	Orientation orientation();

	/**
	 * Decodes the pixels, as they are stored.
	 * @param time ends the work when it has passed
	 * @return the picture
	 * @throws IOException if the file is damaged
	 */
	RgbImage decode(DecodeTime time) throws IOException;

	/**
	 * What ImageIO takes for samples in rows of whole bytes.
	 * @param width in pixels
	 * @param height in pixels
	 * @param bitsPerPixel of all samples of a pixel
	 * @return bytes
	 */
	static long rasterBytes(int width, int height, int bitsPerPixel) {
		return ((long) width * bitsPerPixel + 7) / 8 * height;
	}

}
