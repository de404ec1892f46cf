package io.efficientnet.classifier.image;

import java.util.Arrays;

/**
 * The horizontal pass of a resize, for blocks of rows. Works on columns, because sums
 * over rows become vector code and sums within a row do not.
 */
final class HorizontalPass {

	/** The most rows of a block. */
	static final int BLOCK = 64;

	private static final int CHANNELS = RgbImage.CHANNELS;

	// [columns of the source * 3][BLOCK]
	private int[][] source = {};

	// [columns of the result * 3][BLOCK]
	private int[][] result = {};

	/**
	 * Computes {@code result[x][y] = sum(in[y][first(x) + k] * weight(x, k))}, rounded to
	 * samples.
	 * @param in interleaved samples
	 * @param from index of the sample at the first row and {@code columns.sourceStart()}
	 * @param stride samples from one row to the next
	 * @param rows at most {@value #BLOCK}
	 * @param columns weights
	 */
	void weigh(byte[] in, int from, int stride, int rows, AxisWeights columns) {
		this.source = atLeast(this.source, columns.sourceLength() * CHANNELS);
		this.result = atLeast(this.result, columns.positions() * CHANNELS);
		transpose(in, from, stride, rows, columns.sourceLength() * CHANNELS);
		for (int x = 0; x < columns.positions(); x++) {
			int first = columns.first(x) - columns.sourceStart();
			for (int channel = 0; channel < CHANNELS; channel++) {
				int[] sums = this.result[x * CHANNELS + channel];
				Arrays.fill(sums, 0, rows, AxisWeights.HALF);
				for (int k = 0; k < columns.count(x); k++) {
					WeightedSums.add(this.source[(first + k) * CHANNELS + channel], columns.weight(x, k), sums, rows);
				}
				WeightedSums.clip(sums, rows);
			}
		}
	}

	/** One column of one channel of the result, by rows of the block. */
	int[] column(int index) {
		return this.result[index];
	}

	int samplesHeld() {
		return (this.source.length + this.result.length) * BLOCK;
	}

	private void transpose(byte[] in, int from, int stride, int rows, int length) {
		for (int i = 0; i < length; i++) {
			int[] column = this.source[i];
			int sample = from + i;
			for (int y = 0; y < rows; y++) {
				column[y] = in[sample] & 0xff;
				sample += stride;
			}
		}
	}

	private static int[][] atLeast(int[][] columns, int length) {
		return (columns.length >= length) ? columns : new int[length][BLOCK];
	}

}
