package io.efficientnet.classifier.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Passes on vectors of eight sums. Sums within a row would need gathers, so the
 * horizontal pass turns eight rows into columns of eight bytes, which is a long each, and
 * back. No vector is an argument or a result of a method: where the compiler does not
 * inline the call, it would become an object.
 */
final class VectorPasses implements ResamplingPasses {

	private static final VectorSpecies<Integer> SUMS = IntVector.SPECIES_256;

	private static final VectorSpecies<Byte> SAMPLES = ByteVector.SPECIES_64;

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final int CHANNELS = RgbImage.CHANNELS;

	private static final int ROWS = 8;

	private static final long SINGLE = 0x00ff_00ff_00ff_00ffL;

	private static final long PAIR = 0x0000_ffff_0000_ffffL;

	private static final long FOUR = 0x0000_0000_ffff_ffffL;

	private static final int PIXEL = CHANNELS * ROWS;

	// [columns of the source * 3][8]
	private byte[] source = {};

	// [columns of the result * 3][8]
	private byte[] result = {};

	/** Whether this machine has vectors of eight ints; others are emulated by objects. */
	static boolean areFast() {
		return IntVector.SPECIES_PREFERRED.length() >= SUMS.length();
	}

	@Override
	public int blockRows() {
		return ROWS;
	}

	@Override
	public void across(byte[] in, int from, int stride, int rows, AxisWeights columns, byte[] out, int to) {
		int read = columns.sourceLength() * CHANNELS;
		int written = columns.positions() * CHANNELS;
		this.source = atLeast(this.source, read * ROWS);
		this.result = atLeast(this.result, written * ROWS);
		toColumns(in, from, stride, rows, read, this.source);
		weigh(this.source, columns, this.result);
		toRows(this.result, rows, written, out, to);
	}

	private static void weigh(byte[] source, AxisWeights columns, byte[] result) {
		for (int x = 0; x < columns.positions(); x++) {
			int from = (columns.first(x) - columns.sourceStart()) * PIXEL;
			for (int channel = 0; channel < PIXEL; channel += ROWS) {
				sumColumns(source, from + channel, columns, x, result, x * PIXEL + channel);
			}
		}
	}

	private static void sumColumns(byte[] source, int from, AxisWeights columns, int x, byte[] result, int to) {
		IntVector sums = IntVector.broadcast(SUMS, AxisWeights.HALF);
		for (int k = 0; k < columns.count(x); k++) {
			IntVector samples = (IntVector) ByteVector.fromArray(SAMPLES, source, from + k * PIXEL)
				.convertShape(VectorOperators.ZERO_EXTEND_B2I, SUMS, 0);
			sums = sums.add(samples.mul(columns.weight(x, k)));
		}
		sums.lanewise(VectorOperators.ASHR, AxisWeights.PRECISION_BITS)
			.max(0)
			.min(255)
			.convertShape(VectorOperators.I2B, SAMPLES, 0)
			.reinterpretAsBytes()
			.intoArray(result, to);
	}

	@Override
	public void down(byte[] in, int[] starts, AxisWeights rows, int y, int length, byte[] out, int to) {
		if (length < ROWS) {
			downOneByOne(in, starts, rows, y, length, out, to);
			return;
		}
		for (int x = 0; x < length; x += ROWS) {
			// the last step repeats some of the one before
			int at = Math.min(x, length - ROWS);
			sumRows(in, starts, at, rows, y, out, to + at);
		}
	}

	private static void sumRows(byte[] in, int[] starts, int x, AxisWeights rows, int y, byte[] out, int to) {
		IntVector sums = IntVector.broadcast(SUMS, AxisWeights.HALF);
		for (int k = 0; k < rows.count(y); k++) {
			IntVector samples = (IntVector) ByteVector.fromArray(SAMPLES, in, starts[k] + x)
				.convertShape(VectorOperators.ZERO_EXTEND_B2I, SUMS, 0);
			sums = sums.add(samples.mul(rows.weight(y, k)));
		}
		sums.lanewise(VectorOperators.ASHR, AxisWeights.PRECISION_BITS)
			.max(0)
			.min(255)
			.convertShape(VectorOperators.I2B, SAMPLES, 0)
			.reinterpretAsBytes()
			.intoArray(out, to);
	}

	private static void downOneByOne(byte[] in, int[] starts, AxisWeights rows, int y, int length, byte[] out, int to) {
		for (int x = 0; x < length; x++) {
			int sum = AxisWeights.HALF;
			for (int k = 0; k < rows.count(y); k++) {
				sum += (in[starts[k] + x] & 0xff) * rows.weight(y, k);
			}
			out[to + x] = AxisWeights.toSample(sum);
		}
	}

	@Override
	public int bytesHeld() {
		return this.source.length + this.result.length;
	}

	private static void toColumns(byte[] in, int from, int stride, int rows, int length, byte[] columns) {
		int whole = (rows == ROWS) ? length - length % ROWS : 0;
		for (int i = 0; i < whole; i += ROWS) {
			transpose(in, from + i, stride, columns, i * ROWS, ROWS);
		}
		for (int i = whole; i < length; i++) {
			for (int y = 0; y < rows; y++) {
				columns[i * ROWS + y] = in[from + y * stride + i];
			}
		}
	}

	private static void toRows(byte[] columns, int rows, int length, byte[] out, int to) {
		int whole = (rows == ROWS) ? length - length % ROWS : 0;
		for (int i = 0; i < whole; i += ROWS) {
			transpose(columns, i * ROWS, ROWS, out, to + i, length);
		}
		for (int i = whole; i < length; i++) {
			for (int y = 0; y < rows; y++) {
				out[to + y * length + i] = columns[i * ROWS + y];
			}
		}
	}

	/** Transposes 8 times 8 bytes: single ones, then pairs, then fours change places. */
	private static void transpose(byte[] in, int from, int inStride, byte[] out, int to, int outStride) {
		long row0 = (long) LONGS.get(in, from);
		long row1 = (long) LONGS.get(in, from + inStride);
		long row2 = (long) LONGS.get(in, from + 2 * inStride);
		long row3 = (long) LONGS.get(in, from + 3 * inStride);
		long row4 = (long) LONGS.get(in, from + 4 * inStride);
		long row5 = (long) LONGS.get(in, from + 5 * inStride);
		long row6 = (long) LONGS.get(in, from + 6 * inStride);
		long row7 = (long) LONGS.get(in, from + 7 * inStride);
		long ones0 = evens(row0, row1, 8, SINGLE);
		long ones1 = odds(row0, row1, 8, SINGLE);
		long ones2 = evens(row2, row3, 8, SINGLE);
		long ones3 = odds(row2, row3, 8, SINGLE);
		long ones4 = evens(row4, row5, 8, SINGLE);
		long ones5 = odds(row4, row5, 8, SINGLE);
		long ones6 = evens(row6, row7, 8, SINGLE);
		long ones7 = odds(row6, row7, 8, SINGLE);
		long pairs0 = evens(ones0, ones2, 16, PAIR);
		long pairs1 = evens(ones1, ones3, 16, PAIR);
		long pairs2 = odds(ones0, ones2, 16, PAIR);
		long pairs3 = odds(ones1, ones3, 16, PAIR);
		long pairs4 = evens(ones4, ones6, 16, PAIR);
		long pairs5 = evens(ones5, ones7, 16, PAIR);
		long pairs6 = odds(ones4, ones6, 16, PAIR);
		long pairs7 = odds(ones5, ones7, 16, PAIR);
		LONGS.set(out, to, evens(pairs0, pairs4, 32, FOUR));
		LONGS.set(out, to + outStride, evens(pairs1, pairs5, 32, FOUR));
		LONGS.set(out, to + 2 * outStride, evens(pairs2, pairs6, 32, FOUR));
		LONGS.set(out, to + 3 * outStride, evens(pairs3, pairs7, 32, FOUR));
		LONGS.set(out, to + 4 * outStride, odds(pairs0, pairs4, 32, FOUR));
		LONGS.set(out, to + 5 * outStride, odds(pairs1, pairs5, 32, FOUR));
		LONGS.set(out, to + 6 * outStride, odds(pairs2, pairs6, 32, FOUR));
		LONGS.set(out, to + 7 * outStride, odds(pairs3, pairs7, 32, FOUR));
	}

	private static long evens(long low, long high, int shift, long mask) {
		return (low & mask) | ((high & mask) << shift);
	}

	private static long odds(long low, long high, int shift, long mask) {
		return ((low >>> shift) & mask) | (high & ~mask);
	}

	private static byte[] atLeast(byte[] samples, int length) {
		return (samples.length >= length) ? samples : new byte[length];
	}

}
