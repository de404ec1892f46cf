package io.efficientnet.classifier.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Encoded bytes as an ImageIO stream, without a copy. */
final class ByteArrayImageInput extends ImageInputStreamImpl {

	private final byte[] bytes;

	private final int length;

	ByteArrayImageInput(byte[] bytes, int length) {
		this.bytes = bytes;
		this.length = length;
	}

	@Override
	public int read() {
		this.bitOffset = 0;
		return (this.streamPos < this.length) ? this.bytes[(int) this.streamPos++] & 0xff : -1;
	}

	@Override
	public int read(byte[] target, int offset, int count) {
		this.bitOffset = 0;
		if (this.streamPos >= this.length && count > 0) {
			return -1;
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

}
