package io.efficientnet.classifier.image;

import javax.imageio.IIOException;

/**
 * LZW as TIFF has it: codes from the high bit on, which get longer one early. A string of
 * the table is not kept but copied from where it stands in the target.
 *
 * @see <a href= "https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0,
 * section 13</a>
 */
final class TiffLzw {

	private static final int CLEAR = 256;

	private static final int END = 257;

	private static final int FIRST = 258;

	private static final int SHORTEST = 9;

	private static final int LONGEST = 12;

	private final int[] starts = new int[1 << LONGEST];

	private final int[] lengths = new int[1 << LONGEST];

	private final byte[] source;

	private final int end;

	private int position;

	private int bits;

	private int bitCount;

	private int codeLength = SHORTEST;

	private int next = FIRST;

	TiffLzw(byte[] source, int start, int end) {
		this.source = source;
		this.position = start;
		this.end = end;
	}

	/**
	 * Expands until the target is full, an end code, or the end of the source.
	 * @param target its first bytes are overwritten
	 * @param length bytes that are wanted
	 * @return bytes that there were
	 * @throws IIOException if a code has no string
	 */
	int expand(byte[] target, int length) throws IIOException {
		int o = 0;
		int previousLength = 0;
		while (o < length) {
			int code = nextCode();
			if (code == END) {
				return o;
			}
			if (code == CLEAR) {
				this.next = FIRST;
				this.codeLength = SHORTEST;
				previousLength = 0;
				continue;
			}
			if (previousLength > 0) {
				add(o - previousLength, previousLength + 1);
			}
			previousLength = write(code, target, o, length);
			o += previousLength;
		}
		return o;
	}

	private int write(int code, byte[] target, int at, int limit) throws IIOException {
		if (code < CLEAR) {
			target[at] = (byte) code;
			return 1;
		}
		if (code >= this.next) {
			throw new IIOException("A code without a string");
		}
		int length = Math.min(this.lengths[code], limit - at);
		int from = this.starts[code];
		// one by one, as the last byte may be the first that is written here
		for (int i = 0; i < length; i++) {
			target[at + i] = target[from + i];
		}
		return length;
	}

	private void add(int start, int length) {
		if (this.next == 1 << LONGEST) {
			return;
		}
		this.starts[this.next] = start;
		this.lengths[this.next] = length;
		this.next++;
		if (this.next == (1 << this.codeLength) - 1 && this.codeLength < LONGEST) {
			this.codeLength++;
		}
	}

	private int nextCode() {
		while (this.bitCount < this.codeLength) {
			if (this.position == this.end) {
				return END;
			}
			this.bits = this.bits << 8 | (this.source[this.position++] & 0xff);
			this.bitCount += 8;
		}
		this.bitCount -= this.codeLength;
		return this.bits >> this.bitCount & ((1 << this.codeLength) - 1);
	}

}
