package io.efficientnet.classifier.image;

import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Encoded bytes as an ImageIO stream, without a copy. Ends decoders that keep on asking
 * for more where there is nothing.
 */
final class ByteArrayImageInput extends ImageInputStreamImpl {

	private static final int MOST_READS_BEHIND_END = 1_000;

	private final byte[] bytes;

	private final int length;

	private int readsBehindEnd;

	ByteArrayImageInput(byte[] bytes, int length) {
		this.bytes = bytes;
		this.length = length;
	}

	@Override
	public int read() throws IIOException {
		this.bitOffset = 0;
		return (this.streamPos < this.length) ? this.bytes[(int) this.streamPos++] & 0xff : end();
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IIOException {
		this.bitOffset = 0;
		if (this.streamPos >= this.length && count > 0) {
			return end();
		}
		int read = (int) Math.min(count, this.length - this.streamPos);
		System.arraycopy(this.bytes, (int) this.streamPos, target, offset, read);
		this.streamPos += read;
		return read;
	}

	@Override
	public long length() {
		return this.length;
	}

	private int end() throws IIOException {
		this.readsBehindEnd++;
		if (this.readsBehindEnd > MOST_READS_BEHIND_END) {
			throw new IIOException("The file ends before its picture");
		}
		return -1;
	}

}
