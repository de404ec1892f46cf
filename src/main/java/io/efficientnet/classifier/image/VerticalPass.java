package io.efficientnet.classifier.image;

import java.util.Arrays;

/** The vertical pass of a resize, over the latest rows of its source. */
final class VerticalPass {

	// by row of the source, modulo the number of rows that are kept
	private int[][] rows = {};

	private int kept;

	private int[] sums = {};

	/**
	 * Makes room.
	 * @param rows of the source that are needed at a time
	 * @param length samples of a row
	 */
	void prepare(int rows, int length) {
		if (this.rows.length < rows || this.sums.length < length) {
			this.rows = new int[rows][length];
			this.sums = new int[length];
		}
		this.kept = rows;
	}

	/** The place of a row of the source, which the caller fills. */
	int[] row(int index) {
		return this.rows[index % this.kept];
	}

	/**
	 * Computes {@code sum(row(first(y) + k)[x] * weight(y, k))}, rounded to samples.
	 * @param weights of the rows
	 * @param y row of the result
	 * @param length samples of a row
	 * @return one row, valid until the next call
	 */
	int[] weigh(AxisWeights weights, int y, int length) {
		Arrays.fill(this.sums, 0, length, AxisWeights.HALF);
		for (int k = 0; k < weights.count(y); k++) {
			WeightedSums.add(row(weights.first(y) + k), weights.weight(y, k), this.sums, length);
		}
		WeightedSums.clip(this.sums, length);
		return this.sums;
	}

	int samplesHeld() {
		return (this.rows.length + 1) * this.sums.length;
	}

}
