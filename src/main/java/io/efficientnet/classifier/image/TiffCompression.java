package io.efficientnet.classifier.image;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import javax.imageio.IIOException;

/**
 * How the pieces of a TIFF are compressed. Each fills its target and reads no further, so
 * that bombs stay harmless; a piece with fewer bytes is damaged, as for libtiff.
 */
enum TiffCompression {

	NONE(1) {
		@Override
		int expand(byte[] source, int start, int end, byte[] target, int length) {
			int copied = Math.min(length, end - start);
			System.arraycopy(source, start, target, 0, copied);
			return copied;
		}
	},

	LZW(5) {
		@Override
		int expand(byte[] source, int start, int end, byte[] target, int length) throws IIOException {
			return new TiffLzw(source, start, end).expand(target, length);
		}
	},

	DEFLATE(8) {
		@Override
		int expand(byte[] source, int start, int end, byte[] target, int length) throws IIOException {
			Inflater inflater = new Inflater();
			try {
				inflater.setInput(source, start, end - start);
				return inflater.inflate(target, 0, length);
			}
			catch (DataFormatException ex) {
				throw new IIOException("No zlib data", ex);
			}
			finally {
				inflater.end();
			}
		}
	},

	OLD_DEFLATE(32_946) {
		@Override
		int expand(byte[] source, int start, int end, byte[] target, int length) throws IIOException {
			return DEFLATE.expand(source, start, end, target, length);
		}
	},

	PACK_BITS(32_773) {
		@Override
		int expand(byte[] source, int start, int end, byte[] target, int length) {
			int i = start;
			int o = 0;
			while (o < length && i < end - 1) {
				int head = source[i++];
				if (head >= 0) {
					int copied = Math.min(Math.min(head + 1, length - o), end - i);
					System.arraycopy(source, i, target, o, copied);
					i += copied;
					o += copied;
				}
				else if (head != Byte.MIN_VALUE) {
					int repeated = Math.min(1 - head, length - o);
					Arrays.fill(target, o, o + repeated, source[i++]);
					o += repeated;
				}
			}
			return o;
		}
	};

	private final int code;

	TiffCompression(int code) {
		this.code = code;
	}

	static TiffCompression of(long code) throws IIOException {
		return Arrays.stream(values())
			.filter((compression) -> compression.code == code)
			.findFirst()
			.orElseThrow(() -> new IIOException("A compression that is not read"));
	}

	/**
	 * Expands one piece.
	 * @param source the file
	 * @param start of the piece
	 * @param end of the piece, exclusive
	 * @param target its first bytes are overwritten
	 * @param length bytes that are wanted
	 * @return bytes that there were, at most as many as wanted
	 * @throws IIOException if the piece is damaged
	 */
	abstract int expand(byte[] source, int start, int end, byte[] target, int length) throws IIOException;

}
