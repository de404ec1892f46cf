package io.efficientnet.classifier.image;

import java.nio.ByteOrder;

import javax.imageio.IIOException;

/**
 * Rows of TIFF samples as RGB, by the conversions that Pillow applies. Of 16 bits the
 * high ones are taken.
 */
final class TiffPixels {

	private static final int COLOUR_MAP = 320;

	private final TiffLayout layout;

	private final int highByte;

	// 0xRRGGBB
	private final int[] palette;

	// of a row of a piece, 0..255, or indices
	private final int[] row;

	TiffPixels(TiffLayout layout, TiffDirectory directory) throws IIOException {
		this.layout = layout;
		this.highByte = (directory.order() == ByteOrder.LITTLE_ENDIAN) ? 1 : 0;
		this.palette = (layout.colours() == TiffLayout.PALETTE) ? palette(directory, 1 << layout.bits()) : new int[0];
		this.row = new int[rowLength(layout)];
	}

	/** Samples that are held at a time, as far as the picture reaches. */
	static int rowLength(TiffLayout layout) {
		return Math.min(layout.pieceWidth(), layout.width()) * layout.samplesTogether();
	}

	/**
	 * Converts a row of a piece in which all samples of a pixel stand together.
	 * @param piece bytes as stored, without prediction
	 * @param start of the row
	 * @param pixels how many are wanted
	 * @param rgb is written to
	 * @param to first index
	 */
	void convert(byte[] piece, int start, int pixels, byte[] rgb, int to) {
		int samples = this.layout.samples();
		unpack(piece, start, pixels * samples);
		for (int x = 0, i = 0, o = to; x < pixels; x++, i += samples, o += RgbImage.CHANNELS) {
			put(colour(i), rgb, o);
		}
	}

	/**
	 * Copies a row of a piece that has a single sample of each pixel.
	 * @param piece bytes as stored, without prediction
	 * @param start of the row
	 * @param pixels how many are wanted
	 * @param rgb is written to
	 * @param to first index, of that very sample
	 */
	void copyPlane(byte[] piece, int start, int pixels, byte[] rgb, int to) {
		unpack(piece, start, pixels);
		for (int x = 0; x < pixels; x++) {
			rgb[to + x * RgbImage.CHANNELS] = (byte) this.row[x];
		}
	}

	private void unpack(byte[] piece, int start, int count) {
		switch (this.layout.bits()) {
			case 8 -> {
				for (int i = 0; i < count; i++) {
					this.row[i] = piece[start + i] & 0xff;
				}
			}
			case 16 -> {
				for (int i = 0; i < count; i++) {
					this.row[i] = piece[start + 2 * i + this.highByte] & 0xff;
				}
			}
			default -> unpackBits(piece, start, count);
		}
	}

	private void unpackBits(byte[] piece, int start, int count) {
		int bits = this.layout.bits();
		int largest = (1 << bits) - 1;
		int scale = (this.layout.colours() == TiffLayout.PALETTE) ? 1 : 255 / largest;
		for (int i = 0; i < count; i++) {
			int bit = i * bits;
			this.row[i] = (piece[start + bit / 8] >> (8 - bits - bit % 8) & largest) * scale;
		}
	}

	private int colour(int i) {
		int first = this.row[i];
		return switch (this.layout.colours()) {
			case TiffLayout.WHITE_IS_ZERO -> (255 - first) * 0x10101;
			case TiffLayout.BLACK_IS_ZERO -> first * 0x10101;
			case TiffLayout.PALETTE -> this.palette[first];
			case TiffLayout.CMYK -> {
				int white = 255 - this.row[i + 3];
				yield rgb(JpegColours.inked(white, first), JpegColours.inked(white, this.row[i + 1]),
						JpegColours.inked(white, this.row[i + 2]));
			}
			default -> this.layout.isPremultiplied() ? divided(i) : rgb(first, this.row[i + 1], this.row[i + 2]);
		};
	}

	private int divided(int i) {
		int alpha = this.row[i + 3];
		if (alpha == 0) {
			return 0;
		}
		return rgb(Math.min(255, this.row[i] * 255 / alpha), Math.min(255, this.row[i + 1] * 255 / alpha),
				Math.min(255, this.row[i + 2] * 255 / alpha));
	}

	private static int rgb(int red, int green, int blue) {
		return red << 16 | green << 8 | blue;
	}

	private static void put(int colour, byte[] rgb, int to) {
		rgb[to] = (byte) (colour >> 16);
		rgb[to + 1] = (byte) (colour >> 8);
		rgb[to + 2] = (byte) colour;
	}

	private static int[] palette(TiffDirectory directory, int size) throws IIOException {
		int[] palette = new int[size];
		for (int i = 0; i < size; i++) {
			palette[i] = rgb((int) directory.number(COLOUR_MAP, i) >> 8,
					(int) directory.number(COLOUR_MAP, size + i) >> 8,
					(int) directory.number(COLOUR_MAP, 2 * size + i) >> 8);
		}
		return palette;
	}

}
