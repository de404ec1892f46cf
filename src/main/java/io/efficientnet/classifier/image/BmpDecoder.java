package io.efficientnet.classifier.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

import javax.imageio.IIOException;

/**
 * BMP by ImageIO's decoder, which believes every length in the header and would hand
 * embedded PNG and JPEG files to other decoders.
 *
 * @see <a href=
 * "https://learn.microsoft.com/en-us/windows/win32/api/wingdi/ns-wingdi-bitmapv5header">BITMAPV5HEADER</a>
 */
final class BmpDecoder implements FrameDecoder {

	private static final int FILE_HEADER_SIZE = 14;

	// the header of OS/2 1.x, which has sizes of 16 bits and no compression
	private static final int CORE_HEADER_SIZE = 12;

	private static final int INFO_HEADER_SIZE = 40;

	// from here on with colour spaces
	private static final int V4_HEADER_SIZE = 108;

	private static final int COLOUR_SPACE_OFFSET = FILE_HEADER_SIZE + 56;

	private static final int SRGB = 0x73524742;

	private static final int MASKS_SIZE = 12;

	private static final int NONE = 0;

	private static final int RLE8 = 1;

	private static final int RLE4 = 2;

	private static final int BITFIELDS = 3;

	private static final int ALPHA_BITFIELDS = 6;

	private static final Set<Integer> DEPTHS = Set.of(1, 4, 8, 16, 24, 32);

	private final byte[] encoded;

	private final ByteBuffer file;

	private BmpDecoder(byte[] encoded) {
		this.encoded = encoded;
		this.file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
	}

	static BmpDecoder open(byte[] encoded, PixelLimit limit) throws IIOException {
		BmpDecoder decoder = new BmpDecoder(encoded);
		limit.checkSource(decoder.width(), decoder.height());
		decoder.checkKind();
		decoder.checkLengths();
		return decoder;
	}

	@Override
	public int width() {
		return isCore() ? this.file.getShort(18) : this.file.getInt(18);
	}

	@Override
	public int height() {
		return Math.abs(isCore() ? this.file.getShort(20) : this.file.getInt(22));
	}

	@Override
	public long memoryBytes() {
		// the copy, and twice what ImageIO reads in pieces and joins: a palette or runs
		return 3L * this.encoded.length + FrameDecoder.rasterBytes(width(), height(), depth())
				+ RgbImage.bytes(width(), height());
	}

	@Override
	public Orientation orientation() {
		return Orientation.NORMAL;
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		byte[] essence = withoutProfile();
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.BMP, essence, essence.length, time)) {
			reader.expectSize(width(), height());
			return RgbConversion.toRgb(reader.read());
		}
	}

	private void checkKind() throws IIOException {
		boolean isRead = DEPTHS.contains(depth()) && switch (compression()) {
			case NONE -> true;
			case RLE8 -> depth() == 8;
			case RLE4 -> depth() == 4;
			case BITFIELDS, ALPHA_BITFIELDS -> depth() == 16 || depth() == 32;
			default -> false;
		};
		if (!isRead) {
			throw new IIOException("A compression or a depth that is not read");
		}
	}

	private void checkLengths() throws IIOException {
		long start = unsignedInt(10);
		if (start < FILE_HEADER_SIZE + headerSize() + extraColours() || start > this.encoded.length) {
			throw new IIOException("Pixels within the header or behind the end");
		}
		if (pixelBytes(start) > this.encoded.length - start) {
			throw new IIOException("Fewer pixels than the header says");
		}
	}

	/**
	 * Only where ImageIO counts colours by this field and not by the offset of pixels.
	 */
	private long extraColours() {
		return (headerSize() == INFO_HEADER_SIZE && compression() == BITFIELDS) ? MASKS_SIZE + 4 * unsignedInt(46) : 0;
	}

	private long pixelBytes(long start) {
		if (compression() == RLE8 || compression() == RLE4) {
			return (unsignedInt(34) != 0) ? unsignedInt(34) : unsignedInt(2) - start;
		}
		long row = ((long) width() * depth() + 7) / 8;
		// rows are padded to 32 bits, the last one perhaps not
		return (row + 3) / 4 * 4 * (height() - 1L) + row;
	}

	/** ImageIO would parse the profile, only for samples that are never converted. */
	private byte[] withoutProfile() {
		byte[] copy = this.encoded.clone();
		if (headerSize() >= V4_HEADER_SIZE) {
			ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOUR_SPACE_OFFSET, SRGB);
		}
		return copy;
	}

	private boolean isCore() {
		return headerSize() == CORE_HEADER_SIZE;
	}

	private long headerSize() {
		return unsignedInt(14);
	}

	private int depth() {
		return isCore() ? this.file.getShort(24) : this.file.getShort(28);
	}

	private int compression() {
		return isCore() ? NONE : this.file.getInt(30);
	}

	private long unsignedInt(int index) {
		return Integer.toUnsignedLong(this.file.getInt(index));
	}

}
