package io.efficientnet.classifier.image;

import java.util.Arrays;

/**
 * Passes without the Vector API. One index over two int arrays is what the compiler turns
 * into vector code by itself, so samples are widened first, and the horizontal pass works
 * on columns.
 */
final class ScalarPasses implements ResamplingPasses {

	private static final int CHANNELS = RgbImage.CHANNELS;

	static final int ROWS = 64;

	// header of an array and the reference to it, in ints
	private static final int ARRAY_HEAD = 6;

	// [columns of the source * 3][64]
	private int[][] columns = {};

	private int[] samples = {};

	private int[] sums = {};

	@Override
	public int blockRows() {
		return ROWS;
	}

	@Override
	public void across(byte[] in, int from, int stride, int rows, AxisWeights weights, byte[] out, int to) {
		int read = weights.sourceLength() * CHANNELS;
		if (this.columns.length < read) {
			this.columns = new int[read][ROWS];
		}
		makeRoom(ROWS);
		for (int i = 0; i < read; i++) {
			for (int y = 0; y < rows; y++) {
				this.columns[i][y] = in[from + y * stride + i] & 0xff;
			}
		}
		int written = weights.positions() * CHANNELS;
		for (int i = 0; i < written; i++) {
			int x = i / CHANNELS;
			int first = (weights.first(x) - weights.sourceStart()) * CHANNELS + i % CHANNELS;
			Arrays.fill(this.sums, 0, rows, AxisWeights.HALF);
			for (int k = 0; k < weights.count(x); k++) {
				add(this.columns[first + k * CHANNELS], weights.weight(x, k), this.sums, rows);
			}
			for (int y = 0; y < rows; y++) {
				out[to + y * written + i] = AxisWeights.toSample(this.sums[y]);
			}
		}
	}

	@Override
	public void down(byte[] in, int[] starts, AxisWeights weights, int y, int length, byte[] out, int to) {
		makeRoom(length);
		Arrays.fill(this.sums, 0, length, AxisWeights.HALF);
		for (int k = 0; k < weights.count(y); k++) {
			addSamples(in, starts[k], weights.weight(y, k), this.sums, length);
		}
		for (int x = 0; x < length; x++) {
			out[to + x] = AxisWeights.toSample(this.sums[x]);
		}
	}

	@Override
	public int bytesHeld() {
		return (this.columns.length * ROWS + this.samples.length + this.sums.length) * Integer.BYTES;
	}

	/**
	 * An upper bound of what these or other passes hold.
	 * @param sourceWidth columns that the horizontal pass reads
	 * @param width columns of the result
	 */
	static long mostBytes(long sourceWidth, long width) {
		return CHANNELS * Integer.BYTES
				* (sourceWidth * (ROWS + ARRAY_HEAD) + 2 * Math.max(Math.max(sourceWidth, width), ROWS));
	}

	private void makeRoom(int sums) {
		if (this.sums.length < sums) {
			this.samples = new int[sums];
			this.sums = new int[sums];
		}
	}

	private static void addSamples(byte[] in, int from, int weight, int[] sums, int length) {
		for (int i = 0; i < length; i++) {
			sums[i] += (in[from + i] & 0xff) * weight;
		}
	}

	private static void add(int[] samples, int weight, int[] sums, int length) {
		for (int i = 0; i < length; i++) {
			sums[i] += samples[i] * weight;
		}
	}

}
