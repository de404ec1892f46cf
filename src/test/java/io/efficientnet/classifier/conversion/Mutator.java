package io.efficientnet.classifier.conversion;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Damages a file, mostly where it is not zeros: cut, changed, or a piece elsewhere.
 */
final class Mutator {

	private static final long[] LENGTHS = { 0, 1, 0x7F, 0xFF, 0xFFFF, Integer.MAX_VALUE, 0xFFFFFFFFL, 1L << 40,
			Long.MAX_VALUE, -1 };

	private static final int ZEROS_KEPT = 16;

	private final byte[] whole;

	private final int[] places;

	private final Random random;

	Mutator(byte[] whole, long seed) {
		this.whole = whole;
		this.places = places(whole);
		this.random = new Random(seed);
	}

	private static int[] places(byte[] whole) {
		int[] lastOther = { -ZEROS_KEPT };
		return IntStream.range(0, whole.length).filter((i) -> {
			if (whole[i] != 0) {
				lastOther[0] = i;
			}
			return i - lastOther[0] < ZEROS_KEPT;
		}).toArray();
	}

	byte[] next() {
		byte[] bytes = this.whole.clone();
		switch (this.random.nextInt(5)) {
			case 0 -> {
				return Arrays.copyOf(bytes, place(0));
			}
			case 1 -> bytes[place(1)] ^= (byte) (1 << this.random.nextInt(8));
			case 2 -> {
				for (int hits = 1 + this.random.nextInt(16); hits > 0; hits--) {
					bytes[place(1)] = (byte) this.random.nextInt();
				}
			}
			case 3 -> putLength(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
			default -> {
				// Addresses that lead back, values twice
				int length = 1 + this.random.nextInt(64);
				System.arraycopy(this.whole, place(length), bytes, place(length), length);
			}
		}
		return bytes;
	}

	private void putLength(ByteBuffer buffer) {
		int at = place(Long.BYTES);
		long length = LENGTHS[this.random.nextInt(LENGTHS.length)];
		switch (this.random.nextInt(4)) {
			case 0 -> buffer.put(at, (byte) length);
			case 1 -> buffer.putShort(at, (short) length);
			case 2 -> buffer.putInt(at, (int) length);
			default -> buffer.putLong(at, length);
		}
	}

	private int place(int room) {
		int place = (this.random.nextInt(8) == 0) ? this.random.nextInt(this.whole.length)
				: this.places[this.random.nextInt(this.places.length)];
		return Math.min(place, this.whole.length - room);
	}

}
