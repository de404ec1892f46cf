package io.efficientnet.classifier.inference.reference;

import java.util.EnumMap;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** Kernels that note how long they take and how much they do; for one thread. */
final class TimedKernels implements Kernels {

	private final Kernels kernels;

	private final Map<Work, Tally> tallies = new EnumMap<>(Work.class);

	TimedKernels(Kernels kernels) {
		this.kernels = kernels;
		clear();
	}

	void clear() {
		for (Work work : Work.values()) {
			this.tallies.put(work, new Tally());
		}
	}

	Tally tally(Work work) {
		return this.tallies.get(work);
	}

	@Override
	public String name() {
		return this.kernels.name();
	}

	@Override
	public int lanes() {
		return this.kernels.lanes();
	}

	@Override
	public void multiply(long a, long aStride, int rows, Pieces pieces, long w, int vectors, long bias, long c,
			long cStride) {
		long start = System.nanoTime();
		this.kernels.multiply(a, aStride, rows, pieces, w, vectors, bias, c, cStride);
		note((rows > 1) ? Work.MATRIX_PRODUCT : Work.ONE_ROW_PRODUCT, start, 2.0 * rows * pieces.depth() * elements(vectors));
	}

	@Override
	public void depthwise(Taps taps, long in, long w, int vectors, long bias, long out, long outStride, int rows,
			int columns) {
		long start = System.nanoTime();
		this.kernels.depthwise(taps, in, w, vectors, bias, out, outStride, rows, columns);
		note(Work.DEPTHWISE, start, 2.0 * taps.kernelH() * taps.kernelW() * rows * columns * elements(vectors));
	}

	@Override
	public void silu(long x, long stride, int rows, int vectors) {
		long start = System.nanoTime();
		this.kernels.silu(x, stride, rows, vectors);
		note(Work.SWISH, start, rows * elements(vectors));
	}

	@Override
	public void sigmoid(long x, long stride, int rows, int vectors) {
		long start = System.nanoTime();
		this.kernels.sigmoid(x, stride, rows, vectors);
		note(Work.SUMS_AND_GATES, start, rows * elements(vectors));
	}

	@Override
	public void clip(long x, long stride, int rows, int vectors, float low, float high) {
		long start = System.nanoTime();
		this.kernels.clip(x, stride, rows, vectors, low, high);
		note(Work.CLIP, start, rows * elements(vectors));
	}

	@Override
	public void sum(long x, long stride, int rows, int vectors, long sums) {
		long start = System.nanoTime();
		this.kernels.sum(x, stride, rows, vectors, sums);
		note(Work.SUMS_AND_GATES, start, rows * elements(vectors));
	}

	@Override
	public void scale(long x, long factors, long to, long stride, int rows, int vectors) {
		long start = System.nanoTime();
		this.kernels.scale(x, factors, to, stride, rows, vectors);
		note(Work.SUMS_AND_GATES, start, rows * elements(vectors));
	}

	@Override
	public void scaleRows(long w, long factors, long to, int depth, int vectors) {
		long start = System.nanoTime();
		this.kernels.scaleRows(w, factors, to, depth, vectors);
		note(Work.SUMS_AND_GATES, start, depth * elements(vectors));
	}

	@Override
	public void add(long left, long right, long to, long stride, int rows, int vectors) {
		long start = System.nanoTime();
		this.kernels.add(left, right, to, stride, rows, vectors);
		note(Work.ADD, start, rows * elements(vectors));
	}

	private double elements(int vectors) {
		return (double) vectors * lanes();
	}

	private void note(Work work, long start, double amount) {
		Tally tally = tally(work);
		tally.nanos += System.nanoTime() - start;
		tally.amount += amount;
		tally.calls++;
	}

	/** Classes of work. */
	enum Work {

		MATRIX_PRODUCT("matrix products (pointwise, stem)", true),

		DEPTHWISE("depthwise", true),

		SWISH("swish", false),

		CLIP("clip", false),

		ONE_ROW_PRODUCT("one-row products (SE, classifier)", true),

		SUMS_AND_GATES("SE sums, sigmoid, scaling", false),

		ADD("residual add", false);

		private final String title;

		private final boolean isFloatingPoint;

		Work(String title, boolean isFloatingPoint) {
			this.title = title;
			this.isFloatingPoint = isFloatingPoint;
		}

		String title() {
			return this.title;
		}

		/** Whether the amount is operations, of which peak has a number, or elements. */
		boolean isFloatingPoint() {
			return this.isFloatingPoint;
		}

	}

	/** What one class of work came to. */
	static final class Tally {

		private long nanos;

		private double amount;

		private long calls;

		/**
		 * Time without what reading the clock takes.
		 * @param clockNanos of one pair of readings
		 * @return nanoseconds
		 */
		double nanos(double clockNanos) {
			return Math.max(0, this.nanos - this.calls * clockNanos);
		}

		double amount() {
			return this.amount;
		}

		long calls() {
			return this.calls;
		}

	}

}
