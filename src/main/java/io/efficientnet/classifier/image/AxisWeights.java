package io.efficientnet.classifier.image;

/**
 * For each position of the result along one axis, the source positions that make it and
 * their weights in fixed point, bit for bit as Pillow computes them.
 */
final class AxisWeights {

	/** Bits after the binary point: 32 less 8 of the sample and 2 to spare. */
	static final int PRECISION_BITS = 32 - 8 - 2;

	/** Added to each sum, so that it is rounded and not truncated. */
	static final int HALF = 1 << (PRECISION_BITS - 1);

	private static final int ONE = 1 << PRECISION_BITS;

	private final int[] first;

	private final int[] count;

	// [positions][taps]
	private final int[] weights;

	private final int taps;

	private AxisWeights(int positions, int taps) {
		this.first = new int[positions];
		this.count = new int[positions];
		this.weights = new int[positions * taps];
		this.taps = taps;
	}

	/**
	 * Weights of a part of the result.
	 * @param kernel filter function
	 * @param axis what is resized
	 * @param from first position of the result
	 * @param positions number of positions from there
	 * @return their weights
	 */
	static AxisWeights of(ResamplingKernel kernel, Axis axis, int from, int positions) {
		if (axis.isUnchanged()) {
			return identity(from, positions);
		}
		double scale = axis.scale();
		double filterScale = Math.max(scale, 1);
		double support = kernel.support() * filterScale;
		AxisWeights axisWeights = new AxisWeights(positions, (int) Math.ceil(support) * 2 + 1);
		double[] unscaled = new double[axisWeights.taps];
		for (int i = 0; i < positions; i++) {
			double centre = axis.start() + (from + i + 0.5) * scale;
			int first = Math.max(0, (int) (centre - support + 0.5));
			int count = Math.min(axis.sourceSize(), (int) (centre + support + 0.5)) - first;
			double sum = 0;
			for (int k = 0; k < count; k++) {
				unscaled[k] = kernel.weight((k + first - centre + 0.5) * (1 / filterScale));
				sum += unscaled[k];
			}
			axisWeights.put(i, first, count, unscaled, sum);
		}
		return axisWeights;
	}

	private static AxisWeights identity(int from, int positions) {
		AxisWeights axisWeights = new AxisWeights(positions, 1);
		for (int i = 0; i < positions; i++) {
			axisWeights.put(i, from + i, 1, new double[] { 1 }, 1);
		}
		return axisWeights;
	}

	private void put(int position, int first, int count, double[] unscaled, double sum) {
		this.first[position] = first;
		this.count[position] = count;
		for (int k = 0; k < count; k++) {
			double weight = ((sum != 0) ? unscaled[k] / sum : unscaled[k]) * ONE;
			this.weights[position * this.taps + k] = (int) ((weight < 0) ? weight - 0.5 : weight + 0.5);
		}
	}

	/** From fixed point to a sample 0..255. */
	static byte toSample(int sum) {
		return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
	}

	int positions() {
		return this.first.length;
	}

	int first(int position) {
		return this.first[position];
	}

	int count(int position) {
		return this.count[position];
	}

	int weight(int position, int tap) {
		return this.weights[position * this.taps + tap];
	}

	/** The most source positions that make one position of the result. */
	int taps() {
		return this.taps;
	}

	/** The first source position that is used. */
	int sourceStart() {
		return this.first[0];
	}

	/** The number of source positions from {@link #sourceStart()} that are used. */
	int sourceLength() {
		int last = positions() - 1;
		return this.first[last] + this.count[last] - this.first[0];
	}

	/**
	 * One axis of a resize.
	 *
	 * @param sourceSize pixels of the source
	 * @param start edge of the part that is resized; float, as in Pillow
	 * @param end edge of the part that is resized
	 * @param targetSize pixels of the result
	 */
	record Axis(int sourceSize, float start, float end, int targetSize) {

		double scale() {
			return (double) (this.end - this.start) / this.targetSize;
		}

		boolean isUnchanged() {
			return this.targetSize == this.sourceSize && this.start == 0 && this.end == this.targetSize;
		}

	}

}
