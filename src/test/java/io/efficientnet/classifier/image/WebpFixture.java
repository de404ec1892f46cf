package io.efficientnet.classifier.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** WebP files made by hand of chunks, as nothing here encodes them. */
final class WebpFixture {

	/** Of every sample of {@link #flat}. */
	static final String FLAT_COLOUR = "c87828";

	private WebpFixture() {
	}

	static byte[] file(byte[]... chunks) {
		byte[] body = joined(chunks);
		return ByteBuffer.allocate(12 + body.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.put(ascii("RIFF"))
			.putInt(4 + body.length)
			.put(ascii("WEBP"))
			.put(body)
			.array();
	}

	static byte[] chunk(String type, byte[]... payload) {
		byte[] data = joined(payload);
		return ByteBuffer.allocate(8 + data.length + data.length % 2)
			.order(ByteOrder.LITTLE_ENDIAN)
			.put(ascii(type))
			.putInt(data.length)
			.put(data)
			.array();
	}

	/** A lossless picture of one colour, whatever its size. */
	static byte[] flat(int width, int height, int padding) {
		byte[] data = HexFormat.of().parseHex("2f00000000" + "285e918bd2ff02000000");
		ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putInt(1, width - 1 | (height - 1) << 14);
		return chunk("VP8L", Arrays.copyOf(data, data.length + padding));
	}

	/**
	 * A lossless picture of one colour that has another set of prefix codes in each
	 * square of 4x4 pixels.
	 * @param side in pixels, 4 to 1024
	 */
	static byte[] manyCodeSets(int side) {
		LowBitsFirst data = new LowBitsFirst().put(0x2f, 8).put(side - 1, 14).put(side - 1, 14).put(0, 4);
		// neither a transform nor a cache, but several sets, in squares of 4x4, without a
		// cache
		data.put(0, 2).put(1, 1).put(0, 3).put(0, 1);
		putBytesAsCode(data, 280);
		putBytesAsCode(data, 256);
		putSingleSymbols(data, 3);
		int sets = side / 4 * (side / 4);
		for (int i = 0; i < sets; i++) {
			data.put(Integer.reverse(i) >>> 24, 8).put(Integer.reverse(i >> 8) >>> 24, 8);
		}
		putSingleSymbols(data, 5 * sets);
		return chunk("VP8L", data.put(0, 24).put(0, 24).bytes());
	}

	/** A code of 8 bits for each of the first 256 symbols. */
	private static void putBytesAsCode(LowBitsFirst data, int symbols) {
		boolean isLonger = symbols > 256;
		// lengths of codes have codes too: of one bit for length 8, and for a run of
		// zeros
		data.put(0, 1).put(12 - 4, 4).put(0, 3).put(isLonger ? 1 : 0, 3).put(0, 27).put(1, 3).put(0, 1);
		if (isLonger) {
			IntStream.range(0, 256).forEach((i) -> data.put(0, 1));
			data.put(1, 1).put(symbols - 256 - 11, 7);
		}
	}

	private static void putSingleSymbols(LowBitsFirst data, int codes) {
		IntStream.range(0, codes).forEach((i) -> data.put(1, 4));
	}

	static byte[] extended(int flags, int width, int height) {
		return chunk("VP8X", ByteBuffer.allocate(4).put((byte) flags).array(), int24(width - 1), int24(height - 1));
	}

	static byte[] frame(int left, int top, int width, int height, byte[]... chunks) {
		return chunk("ANMF", int24(left / 2), int24(top / 2), int24(width - 1), int24(height - 1), new byte[4],
				joined(chunks));
	}

	private static byte[] int24(int value) {
		return new byte[] { (byte) value, (byte) (value >> 8), (byte) (value >> 16) };
	}

	private static byte[] joined(byte[]... parts) {
		ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt((part) -> part.length).sum());
		Arrays.stream(parts).forEach(all::put);
		return all.array();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static final class LowBitsFirst {

		private final ByteArrayOutputStream target = new ByteArrayOutputStream();

		private long bits;

		private int count;

		LowBitsFirst put(int value, int length) {
			this.bits |= (long) value << this.count;
			this.count += length;
			while (this.count >= 8) {
				this.target.write((int) this.bits);
				this.bits >>>= 8;
				this.count -= 8;
			}
			return this;
		}

		byte[] bytes() {
			return this.target.toByteArray();
		}

	}

}
