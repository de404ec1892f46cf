package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import javax.imageio.IIOException;

/**
 * The structure of a WebP file: where its first frame lies, and a file of that frame
 * alone. No decoder sees profiles, metadata, alpha that is stored apart, or animations.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP
 * Container Specification</a>
 */
final class WebpFile {

	private static final int VP8 = 0x20385056;

	private static final int VP8L = 0x4c385056;

	private static final int VP8X = 0x58385056;

	private static final int ANMF = 0x464d4e41;

	private static final int EXIF = 0x46495845;

	private static final int XMP = 0x20504d58;

	private static final int FILE_HEADER_SIZE = 12;

	private static final int CHUNK_HEADER_SIZE = 8;

	private static final int FRAME_HEADER_SIZE = 16;

	private static final int ANIMATION_FLAG = 2;

	private static final int XMP_FLAG = 4;

	private static final int EXIF_FLAG = 8;

	private static final int KEY_FRAME = 0x2a019d;

	private static final int LOSSLESS = 0x2f;

	// indices have 16 bits
	private static final int MOST_CODE_SETS = 1 << 16;

	// five codes, each of a single symbol
	private static final int CODE_SET_BITS = 20;

	private static final int SIDE_MASK = 0x3fff;

	private final ByteBuffer file;

	private int canvasWidth;

	private int canvasHeight;

	private int left;

	private int top;

	private int width;

	private int height;

	// of the chunk with the picture
	private int start;

	private WebpFile(byte[] encoded) {
		this.file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * Walks over the chunks to the first picture.
	 * @param encoded the whole file
	 * @return its structure
	 * @throws IIOException if the file is cut, without a picture, or contradicts itself
	 */
	static WebpFile parse(byte[] encoded) throws IIOException {
		WebpFile webp = new WebpFile(encoded);
		int end = webp.end(4, encoded.length);
		if (webp.file.getInt(FILE_HEADER_SIZE) == VP8X) {
			webp.readExtended(end);
		}
		else {
			webp.readPicture(FILE_HEADER_SIZE, end);
			webp.canvasWidth = webp.width;
			webp.canvasHeight = webp.height;
		}
		return webp;
	}

	int canvasWidth() {
		return this.canvasWidth;
	}

	int canvasHeight() {
		return this.canvasHeight;
	}

	int left() {
		return this.left;
	}

	int top() {
		return this.top;
	}

	int width() {
		return this.width;
	}

	int height() {
		return this.height;
	}

	boolean isLossless() {
		return this.file.getInt(this.start) == VP8L;
	}

	boolean isWholeCanvas() {
		return this.width == this.canvasWidth && this.height == this.canvasHeight;
	}

	Metadata metadata() {
		Metadata metadata = new Metadata();
		int end = 8 + this.file.getInt(4);
		int chunk = FILE_HEADER_SIZE;
		boolean isExtended = this.file.getInt(chunk) == VP8X;
		while (isExtended && chunk <= end - CHUNK_HEADER_SIZE) {
			int type = this.file.getInt(chunk);
			int data = chunk + CHUNK_HEADER_SIZE;
			int length = this.file.getInt(chunk + 4);
			if (length < 0 || length > end - data) {
				break;
			}
			if (type == EXIF && (flags() & EXIF_FLAG) != 0) {
				metadata.addExif(this.file.array(), data, data + length);
			}
			else if (type == XMP && (flags() & XMP_FLAG) != 0) {
				metadata.addXmp(this.file.array(), data, data + length);
			}
			chunk = data + length + length % 2;
		}
		return metadata;
	}

	int essenceLength() {
		return FILE_HEADER_SIZE + CHUNK_HEADER_SIZE + pictureLength() + pictureLength() % 2;
	}

	/**
	 * A WebP file of the simple kind.
	 * @param padding zeros behind the picture, an even number
	 */
	byte[] essence(int padding) {
		byte[] essence = new byte[essenceLength() + padding];
		ByteBuffer target = ByteBuffer.wrap(essence).order(ByteOrder.LITTLE_ENDIAN);
		target.put(0, this.file, 0, FILE_HEADER_SIZE).putInt(4, essence.length - CHUNK_HEADER_SIZE);
		target.put(FILE_HEADER_SIZE, this.file, this.start, CHUNK_HEADER_SIZE + pictureLength());
		target.putInt(FILE_HEADER_SIZE + 4, pictureLength() + padding);
		return essence;
	}

	/**
	 * The most sets of prefix codes that a lossless picture has room for: one in each
	 * square of 4x4 pixels, and 20 bits for each set.
	 */
	long mostCodeSets() {
		if (!isLossless()) {
			return 0;
		}
		long squares = (long) Math.ceilDiv(this.width, 4) * Math.ceilDiv(this.height, 4);
		return Math.min(MOST_CODE_SETS, Math.min(squares, pictureLength() * 8L / CODE_SET_BITS));
	}

	private int flags() {
		return this.file.get(FILE_HEADER_SIZE + CHUNK_HEADER_SIZE);
	}

	private int pictureLength() {
		return this.file.getInt(this.start + 4);
	}

	private void readExtended(int end) throws IIOException {
		boolean isAnimated = (flags() & ANIMATION_FLAG) != 0;
		this.canvasWidth = 1 + unsigned24(24);
		this.canvasHeight = 1 + unsigned24(27);
		if (isAnimated) {
			readFrame(find(FILE_HEADER_SIZE, end, ANMF, ANMF));
		}
		else {
			readPicture(find(FILE_HEADER_SIZE, end, VP8, VP8L), end);
			if (!isWholeCanvas()) {
				throw new IIOException("Two sizes in one file");
			}
		}
	}

	private void readFrame(int frame) throws IIOException {
		int data = frame + CHUNK_HEADER_SIZE;
		int end = end(frame + 4, this.file.capacity());
		this.left = 2 * unsigned24(data);
		this.top = 2 * unsigned24(data + 3);
		readPicture(find(data + FRAME_HEADER_SIZE, end, VP8, VP8L), end);
		if (this.width != 1 + unsigned24(data + 6) || this.height != 1 + unsigned24(data + 9)) {
			throw new IIOException("Two sizes of one frame");
		}
		if (this.left + this.width > this.canvasWidth || this.top + this.height > this.canvasHeight) {
			throw new IIOException("A frame beside the canvas");
		}
	}

	private int find(int from, int end, int type, int otherType) throws IIOException {
		int chunk = from;
		while (chunk <= end - CHUNK_HEADER_SIZE) {
			int found = this.file.getInt(chunk);
			if (found == type || found == otherType) {
				return chunk;
			}
			int next = end(chunk + 4, end);
			chunk = next + next % 2;
		}
		throw new IIOException("No picture");
	}

	private void readPicture(int chunk, int end) throws IIOException {
		this.start = chunk;
		end(chunk + 4, end);
		int data = chunk + CHUNK_HEADER_SIZE;
		int type = this.file.getInt(chunk);
		if (type == VP8 && (this.file.get(data) & 1) == 0 && unsigned24(data + 3) == KEY_FRAME) {
			this.width = this.file.getShort(data + 6) & SIDE_MASK;
			this.height = this.file.getShort(data + 8) & SIDE_MASK;
		}
		else if (type == VP8L && this.file.get(data) == LOSSLESS) {
			int sides = this.file.getInt(data + 1);
			this.width = 1 + (sides & SIDE_MASK);
			this.height = 1 + (sides >> 14 & SIDE_MASK);
		}
		else {
			throw new IIOException("A picture of another kind");
		}
	}

	/** The end of what begins behind its 32-bit length. */
	private int end(int lengthIndex, int limit) throws IIOException {
		int length = this.file.getInt(lengthIndex);
		int start = lengthIndex + 4;
		if (length < 0 || length > limit - start) {
			throw new IIOException("A chunk of an impossible length");
		}
		return start + length;
	}

	private int unsigned24(int index) {
		return (this.file.getShort(index) & 0xffff) | (this.file.get(index + 2) & 0xff) << 16;
	}

}
