package io.efficientnet.classifier.image;

import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Encoded bytes as an ImageIO stream, without a copy. Ends decoders that ask for more
 * when their time has passed, or where there is nothing.
 */
final class ByteArrayImageInput extends ImageInputStreamImpl {

	private static final int MOST_READS_BEHIND_END = 1_000;

	private static final int BYTES_BETWEEN_CHECKS = 64;

	private final byte[] bytes;

	private final int length;

	private final DecodeTime time;

	private int readsBehindEnd;

	private long checkedPosition;

	ByteArrayImageInput(byte[] bytes, int length, DecodeTime time) {
		this.bytes = bytes;
		this.length = length;
		this.time = time;
	}

	@Override
	public int read() throws IIOException {
		this.bitOffset = 0;
		return (this.streamPos < this.length) ? next() : end();
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IIOException {
		this.bitOffset = 0;
		if (this.streamPos >= this.length && count > 0) {
			return end();
		}
		this.time.check();
		int read = (int) Math.min(count, this.length - this.streamPos);
		System.arraycopy(this.bytes, (int) this.streamPos, target, offset, read);
		this.streamPos += read;
		return read;
	}

	@Override
	public long length() {
		return this.length;
	}

	// for one byte the clock would take longer than the rest
	private int next() {
		if (this.streamPos >= this.checkedPosition + BYTES_BETWEEN_CHECKS) {
			this.time.check();
			this.checkedPosition = this.streamPos;
		}
		return this.bytes[(int) this.streamPos++] & 0xff;
	}

	private int end() throws IIOException {
		this.readsBehindEnd++;
		if (this.readsBehindEnd > MOST_READS_BEHIND_END) {
			throw new IIOException("The file ends before its picture");
		}
		return -1;
	}

}
