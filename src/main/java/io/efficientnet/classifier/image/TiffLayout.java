package io.efficientnet.classifier.image;

import java.util.Set;

import javax.imageio.IIOException;

/**
 * How the picture of a TIFF directory is stored, found to be of a kind that is read.
 *
 * @param width in pixels, before it is turned
 * @param height in pixels, before it is turned
 * @param colours PhotometricInterpretation
 * @param samples of a pixel, with those that are ignored
 * @param bits of a sample
 * @param isPlanar whether each sample has pieces of its own
 * @param isDifferenced whether samples are differences to the pixel on the left
 * @param isPremultiplied whether colours are multiplied with alpha
 * @param isTiled whether pieces are tiles, which are stored whole at the edges too
 * @param pieceWidth columns of a strip or tile
 * @param pieceHeight rows of a strip or tile
 */
record TiffLayout(int width, int height, int colours, int samples, int bits, boolean isPlanar, boolean isDifferenced,
		boolean isPremultiplied, boolean isTiled, int pieceWidth, int pieceHeight) {

	static final int WHITE_IS_ZERO = 0;

	static final int BLACK_IS_ZERO = 1;

	static final int RGB = 2;

	static final int PALETTE = 3;

	static final int CMYK = 5;

	private static final int WIDTH = 256;

	private static final int HEIGHT = 257;

	private static final int BITS = 258;

	private static final int PHOTOMETRIC = 262;

	private static final int FILL_ORDER = 266;

	private static final int SAMPLES = 277;

	private static final int ROWS_PER_STRIP = 278;

	private static final int PLANAR = 284;

	private static final int PREDICTOR = 317;

	private static final int TILE_WIDTH = 322;

	private static final int TILE_HEIGHT = 323;

	private static final int EXTRA_SAMPLES = 338;

	private static final int SAMPLE_FORMAT = 339;

	private static final int PREMULTIPLIED_ALPHA = 1;

	private static final Set<Integer> DEPTHS = Set.of(1, 2, 4, 8, 16);

	private static final int MOST_EXTRA_SAMPLES = 3;

	// times the picture, where it is not small
	private static final int MOST_PADDING = 4;

	private static final int LARGEST_TILE = 1 << 20;

	/**
	 * Reads what a directory says.
	 * @param directory of one picture
	 * @param limit for its pixels
	 * @return the layout
	 * @throws IIOException if it is of a kind that is not read
	 */
	static TiffLayout of(TiffDirectory directory, PixelLimit limit) throws IIOException {
		long width = directory.number(WIDTH, 0);
		long height = directory.number(HEIGHT, 0);
		limit.checkSource(width, height);
		boolean isTiled = directory.has(TILE_WIDTH);
		long pieceWidth = isTiled ? directory.number(TILE_WIDTH, 0) : width;
		long pieceHeight = isTiled ? directory.number(TILE_HEIGHT, 0)
				: Math.min(height, directory.number(ROWS_PER_STRIP, height));
		checkPieces(width, height, pieceWidth, pieceHeight);
		int samples = (int) directory.number(SAMPLES, 1L);
		int bits = (int) directory.number(BITS, 1L);
		boolean isPremultiplied = samples == 4 && directory.number(EXTRA_SAMPLES, 0L) == PREMULTIPLIED_ALPHA;
		TiffLayout layout = new TiffLayout((int) width, (int) height, (int) directory.number(PHOTOMETRIC, 0L), samples,
				bits, samples > 1 && directory.number(PLANAR, 1L) == 2, directory.number(PREDICTOR, 1L) == 2,
				isPremultiplied, isTiled, (int) pieceWidth, (int) pieceHeight);
		layout.checkKind();
		checkSamples(directory, bits);
		return layout;
	}

	/** Samples of a pixel that stand together in a piece. */
	int samplesTogether() {
		return this.isPlanar ? 1 : this.samples;
	}

	int rowBytes() {
		return Math.toIntExact(((long) this.pieceWidth * samplesTogether() * this.bits + 7) / 8);
	}

	int pieceBytes() {
		return Math.multiplyExact(rowBytes(), this.pieceHeight);
	}

	private void checkKind() throws IIOException {
		boolean isRead = DEPTHS.contains(this.bits) && switch (this.colours) {
			case WHITE_IS_ZERO -> this.bits <= 8 && hasSamples(1);
			case BLACK_IS_ZERO -> hasSamples(1);
			case PALETTE -> this.bits <= 8 && hasSamples(1);
			case RGB -> this.bits >= 8 && hasSamples(3);
			case CMYK -> this.bits == 8 && this.samples == 4;
			default -> false;
		};
		if (!isRead || (this.isDifferenced && this.bits != 8)
				|| (this.isPlanar && (this.colours != RGB || this.isPremultiplied))) {
			throw new IIOException("Colours, a depth, a predictor or planes that are not read");
		}
	}

	private boolean hasSamples(int needed) {
		return this.samples >= needed && this.samples <= needed + MOST_EXTRA_SAMPLES
				&& (this.samples == needed || this.bits >= 8);
	}

	private static void checkSamples(TiffDirectory directory, int bits) throws IIOException {
		for (int i = 1; i < directory.count(BITS); i++) {
			if (directory.number(BITS, i) != bits) {
				throw new IIOException("Samples of several depths");
			}
		}
		if (directory.number(SAMPLE_FORMAT, 1L) != 1 || directory.number(FILL_ORDER, 1L) != 1
				|| directory.number(PREDICTOR, 1L) > 2) {
			throw new IIOException("A format, an order or a prediction of samples that is not read");
		}
	}

	private static void checkPieces(long width, long height, long pieceWidth, long pieceHeight) throws IIOException {
		if (pieceWidth < 1 || pieceHeight < 1
				|| wholePieces(width, pieceWidth) > mostPixels(width, height) / wholePieces(height, pieceHeight)) {
			throw new IIOException("Strips or tiles that are empty or far larger than the picture");
		}
	}

	private static long mostPixels(long width, long height) {
		return width * height * MOST_PADDING + LARGEST_TILE;
	}

	private static long wholePieces(long length, long piece) {
		return Math.ceilDiv(length, piece) * piece;
	}

}
