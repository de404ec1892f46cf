package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

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

}
