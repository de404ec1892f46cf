package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.util.Objects;

import javax.imageio.IIOException;

/**
 * The first picture of a TIFF. Not by ImageIO, whose decoder accepts pieces that end
 * early, works on where the picture is full, and follows all that a directory points to.
 *
 * @see <a href= "https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF
 * 6.0</a>
 */
final class TiffDecoder implements FrameDecoder {

	private static final int COMPRESSION = 259;

	private static final int STRIP_OFFSETS = 273;

	private static final int STRIP_LENGTHS = 279;

	private static final int TILE_OFFSETS = 324;

	private static final int TILE_LENGTHS = 325;

	private final byte[] encoded;

	private final TiffDirectory directory;

	private final TiffLayout layout;

	private final TiffCompression compression;

	private TiffDecoder(byte[] encoded, TiffDirectory directory, TiffLayout layout) throws IIOException {
		this.encoded = encoded;
		this.directory = directory;
		this.layout = layout;
		this.compression = TiffCompression.of(directory.number(COMPRESSION, 1L));
	}

	static TiffDecoder open(byte[] encoded, PixelLimit limit) throws IIOException {
		TiffDirectory directory = TiffDirectory.first(ByteBuffer.wrap(encoded));
		TiffDecoder decoder = new TiffDecoder(encoded, directory, TiffLayout.of(directory, limit));
		decoder.checkLengths();
		return decoder;
	}

	@Override
	public int width() {
		return this.layout.width();
	}

	@Override
	public int height() {
		return this.layout.height();
	}

	@Override
	public long memoryBytes() {
		long row = (long) Integer.BYTES * TiffPixels.rowLength(this.layout);
		return this.layout.pieceBytes() + row + RgbImage.bytes(width(), height());
	}

	@Override
	public Orientation orientation() {
		try {
			return Objects.requireNonNullElse(Metadata.in(this.directory), Orientation.NORMAL);
		}
		catch (IIOException ex) {
			return Orientation.NORMAL;
		}
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IIOException {
		TiffPixels pixels = new TiffPixels(this.layout, this.directory);
		byte[] piece = new byte[this.layout.pieceBytes()];
		byte[] rgb = new byte[this.layout.width() * this.layout.height() * RgbImage.CHANNELS];
		int planes = this.layout.isPlanar() ? RgbImage.CHANNELS : 1;
		int index = 0;
		for (int plane = 0; plane < planes; plane++) {
			for (int y = 0; y < this.layout.height(); y += this.layout.pieceHeight()) {
				for (int x = 0; x < this.layout.width(); x += this.layout.pieceWidth()) {
					time.check();
					expand(index++, y, piece);
					place(piece, plane, x, y, pixels, rgb);
				}
			}
		}
		return new RgbImage(width(), height(), rgb);
	}

	private void expand(int index, int top, byte[] piece) throws IIOException {
		int rows = this.layout.isTiled() ? this.layout.pieceHeight()
				: Math.min(this.layout.pieceHeight(), this.layout.height() - top);
		int wanted = rows * this.layout.rowBytes();
		long start = this.directory.number(this.layout.isTiled() ? TILE_OFFSETS : STRIP_OFFSETS, index);
		long end = (this.compression == TiffCompression.NONE) ? start + wanted : start + length(index);
		if (end > this.encoded.length
				|| this.compression.expand(this.encoded, (int) start, (int) end, piece, wanted) < wanted) {
			throw new IIOException("A strip or tile that ends early");
		}
		if (this.layout.isDifferenced()) {
			addUp(piece, wanted);
		}
	}

	private void addUp(byte[] piece, int length) {
		int step = this.layout.samplesTogether();
		int rowBytes = this.layout.rowBytes();
		for (int start = 0; start < length; start += rowBytes) {
			for (int i = start + step; i < start + rowBytes; i++) {
				piece[i] += piece[i - step];
			}
		}
	}

	private void place(byte[] piece, int plane, int left, int top, TiffPixels pixels, byte[] rgb) {
		int columns = Math.min(this.layout.pieceWidth(), this.layout.width() - left);
		int rows = Math.min(this.layout.pieceHeight(), this.layout.height() - top);
		for (int y = 0; y < rows; y++) {
			int start = y * this.layout.rowBytes();
			int to = ((top + y) * this.layout.width() + left) * RgbImage.CHANNELS;
			if (this.layout.isPlanar()) {
				pixels.copyPlane(piece, start, columns, rgb, to + plane);
			}
			else {
				pixels.convert(piece, start, columns, rgb, to);
			}
		}
	}

	private long length(int index) throws IIOException {
		return this.directory.number(this.layout.isTiled() ? TILE_LENGTHS : STRIP_LENGTHS, index);
	}

	/** A file whose pieces share their bytes would cost many times its size. */
	private void checkLengths() throws IIOException {
		if (this.compression == TiffCompression.NONE) {
			return;
		}
		int lengths = this.directory.count(this.layout.isTiled() ? TILE_LENGTHS : STRIP_LENGTHS);
		long sum = 0;
		for (int i = 0; i < lengths; i++) {
			sum += length(i);
		}
		if (sum > this.encoded.length) {
			throw new IIOException("More compressed bytes than the file holds");
		}
	}

}
