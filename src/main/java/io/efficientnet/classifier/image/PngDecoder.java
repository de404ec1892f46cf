package io.efficientnet.classifier.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

import javax.imageio.IIOException;

/**
 * PNG by ImageIO's decoder, which is shown the header, the palette and the pixels only:
 * of a picture with a palette it would keep all other chunks as objects, many times the
 * size of the file, and what is transparent does not matter here.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, section 11</a>
 */
final class PngDecoder implements FrameDecoder {

	private static final int HEADER = 0x49484452;

	private static final int PALETTE = 0x504c5445;

	private static final int PIXELS = 0x49444154;

	private static final int EXIF = 0x65584966;

	private static final int TEXT = 0x69545874;

	private static final byte[] UNCOMPRESSED_XMP = "XML:com.adobe.xmp\0\0".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = HexFormat.of().parseHex("0000000049454e44ae426082");

	private static final int FIRST_CHUNK = 8;

	private static final int HEADER_LENGTH = 13;

	// length and type before the data of a chunk, checksum behind it
	private static final int CHUNK_FRAME = 12;

	private static final int SECOND_CHUNK = FIRST_CHUNK + HEADER_LENGTH + CHUNK_FRAME;

	private static final int INDEXED = 3;

	private final byte[] encoded;

	private final ByteBuffer file;

	private PngDecoder(byte[] encoded) {
		this.encoded = encoded;
		this.file = ByteBuffer.wrap(encoded);
	}

	static PngDecoder open(byte[] encoded) throws IIOException {
		PngDecoder decoder = new PngDecoder(encoded);
		decoder.checkHeader();
		return decoder;
	}

	@Override
	public int width() {
		return this.file.getInt(16);
	}

	@Override
	public int height() {
		return this.file.getInt(20);
	}

	@Override
	public long memoryBytes() {
		int bitsPerPixel = this.file.get(24) * switch (colourType()) {
			case 2 -> 3;
			case 4 -> 2;
			case 6 -> 4;
			default -> 1;
		};
		return this.encoded.length + FrameDecoder.rasterBytes(width(), height(), bitsPerPixel)
				+ RgbImage.bytes(width(), height());
	}

	@Override
	public Orientation orientation() {
		Metadata metadata = new Metadata();
		int start = SECOND_CHUNK;
		while (start <= this.encoded.length - CHUNK_FRAME) {
			int length = this.file.getInt(start);
			int data = start + 8;
			if (length < 0 || length > this.encoded.length - start - CHUNK_FRAME) {
				break;
			}
			int type = this.file.getInt(start + 4);
			if (type == EXIF) {
				metadata.addExif(this.encoded, data, data + length);
			}
			else if (type == TEXT && Metadata.startsWith(this.encoded, data, data + length, UNCOMPRESSED_XMP)) {
				metadata.addXmp(this.encoded, data, data + length);
			}
			start = data + length + 4;
		}
		return metadata.orientation();
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		byte[] essence = essence();
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.PNG, essence, essence.length, time)) {
			reader.expectSize(width(), height());
			return RgbConversion.toRgb(reader.read());
		}
	}

	private int colourType() {
		return this.file.get(25);
	}

	// ImageIO checks no checksums, and a size read from a damaged header means nothing
	private void checkHeader() throws IIOException {
		CRC32 checksum = new CRC32();
		checksum.update(this.encoded, FIRST_CHUNK + 4, 4 + HEADER_LENGTH);
		if (this.file.getInt(FIRST_CHUNK) != HEADER_LENGTH || this.file.getInt(FIRST_CHUNK + 4) != HEADER
				|| this.file.getInt(SECOND_CHUNK - 4) != (int) checksum.getValue()) {
			throw new IIOException("No header, or one that does not fit its checksum");
		}
	}

	private byte[] essence() throws IIOException {
		byte[] essence = new byte[this.encoded.length + END.length];
		ByteBuffer target = ByteBuffer.wrap(essence).put(this.encoded, 0, SECOND_CHUNK);
		boolean needsPalette = colourType() == INDEXED;
		int start = SECOND_CHUNK;
		int type = HEADER;
		while (start <= this.encoded.length - CHUNK_FRAME) {
			int previousType = type;
			type = this.file.getInt(start + 4);
			if (previousType == PIXELS && type != PIXELS) {
				break;
			}
			int length = chunkLength(start);
			if (type == PIXELS || (type == PALETTE && needsPalette)) {
				target.put(this.encoded, start, length);
				needsPalette = false;
			}
			start += length;
		}
		target.put(END);
		return essence;
	}

	private int chunkLength(int start) throws IIOException {
		int length = this.file.getInt(start);
		if (length < 0 || length > this.encoded.length - start - CHUNK_FRAME) {
			throw new IIOException("A chunk of an impossible length");
		}
		return length + CHUNK_FRAME;
	}

}
