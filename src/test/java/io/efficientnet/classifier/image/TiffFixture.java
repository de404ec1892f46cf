package io.efficientnet.classifier.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;

/** A TIFF made by hand: one directory behind the strips or tiles that it points to. */
final class TiffFixture {

	static final int BITS = 258;

	static final int COMPRESSION = 259;

	static final int PHOTOMETRIC = 262;

	static final int OFFSETS = 273;

	static final int ORIENTATION = 274;

	static final int SAMPLES = 277;

	static final int ROWS_PER_STRIP = 278;

	static final int LENGTHS = 279;

	static final int PLANAR = 284;

	static final int PREDICTOR = 317;

	static final int COLOUR_MAP = 320;

	static final int TILE_WIDTH = 322;

	static final int TILE_HEIGHT = 323;

	static final int TILE_OFFSETS = 324;

	static final int TILE_LENGTHS = 325;

	static final int EXTRA_SAMPLES = 338;

	static final int SAMPLE_FORMAT = 339;

	private static final int HEADER_SIZE = 8;

	private static final int LONG = 4;

	private final Map<Integer, int[]> tags = new TreeMap<>();

	private final ByteOrder order;

	private TiffFixture(ByteOrder order) {
		this.order = order;
	}

	static TiffFixture of(ByteOrder order, int width, int height, int photometric, int samples, int bits) {
		return new TiffFixture(order).with(256, width)
			.with(257, height)
			.with(PHOTOMETRIC, photometric)
			.with(SAMPLES, samples)
			.with(BITS, IntStream.generate(() -> bits).limit(samples).toArray());
	}

	static TiffFixture rgb(int width, int height) {
		return of(ByteOrder.LITTLE_ENDIAN, width, height, 2, 3, 8);
	}

	static byte[] deflated(byte[] bytes) {
		ByteArrayOutputStream target = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(target)) {
			deflater.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return target.toByteArray();
	}

	TiffFixture with(int tag, int... values) {
		this.tags.put(tag, values);
		return this;
	}

	byte[] file(byte[]... pieces) {
		int[] offsets = new int[pieces.length];
		int[] lengths = new int[pieces.length];
		int position = HEADER_SIZE;
		for (int i = 0; i < pieces.length; i++) {
			offsets[i] = position;
			lengths[i] = pieces[i].length;
			position += pieces[i].length;
		}
		boolean isTiled = this.tags.containsKey(TILE_WIDTH);
		this.tags.putIfAbsent(isTiled ? TILE_OFFSETS : OFFSETS, offsets);
		this.tags.putIfAbsent(isTiled ? TILE_LENGTHS : LENGTHS, lengths);
		int numbers = this.tags.values().stream().mapToInt((values) -> values.length).sum();
		ByteBuffer file = ByteBuffer.allocate(position + 6 + 12 * this.tags.size() + 4 * numbers).order(this.order);
		file.put((byte) ((this.order == ByteOrder.BIG_ENDIAN) ? 'M' : 'I')).put(file.get(0));
		file.putShort((short) 42).putInt(position);
		for (byte[] piece : pieces) {
			file.put(piece);
		}
		return putDirectory(file).array();
	}

	private ByteBuffer putDirectory(ByteBuffer file) {
		file.putShort((short) this.tags.size());
		int values = file.position() + 12 * this.tags.size() + 4;
		for (Map.Entry<Integer, int[]> tag : this.tags.entrySet()) {
			int[] numbers = tag.getValue();
			file.putShort((short) (int) tag.getKey()).putShort((short) LONG).putInt(numbers.length);
			file.putInt((numbers.length == 1) ? numbers[0] : values);
			if (numbers.length > 1) {
				for (int number : numbers) {
					file.putInt(values, number);
					values += 4;
				}
			}
		}
		return file;
	}

}
