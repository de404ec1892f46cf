package io.efficientnet.classifier.image;

/**
 * The inner loops of a resize: weighted sums of 8-bit samples in fixed point, rounded to
 * samples again after each pass. One thread uses an instance at a time.
 */
interface ResamplingPasses {

	/** The most rows of one call of {@link #across}. */
	int blockRows();

	/**
	 * The horizontal pass over a block of rows: {@code out[y][x] = sum(in[y][first(x) +
	 * k] * weight(x, k))} for each channel.
	 * @param in interleaved samples
	 * @param from index of the sample at the first row and {@code columns.sourceStart()}
	 * @param stride samples from one row to the next
	 * @param rows at most {@link #blockRows()}
	 * @param columns weights
	 * @param out interleaved samples, row after row of {@code 3 * columns.positions()}
	 * @param to index of the first sample written
	 */
	void across(byte[] in, int from, int stride, int rows, AxisWeights columns, byte[] out, int to);

	/**
	 * The vertical pass for one row of the result:
	 * {@code out[x] = sum(in[starts[k] + x] *
	 * weight(y, k))}.
	 * @param in samples
	 * @param starts index of the first sample of each source row, {@code rows.count(y)}
	 * of them
	 * @param rows weights
	 * @param y row of the result
	 * @param length samples of a row
	 * @param out samples
	 * @param to index of the first sample written
	 */
	void down(byte[] in, int[] starts, AxisWeights rows, int y, int length, byte[] out, int to);

	/** What is held between calls. */
	int bytesHeld();

}
