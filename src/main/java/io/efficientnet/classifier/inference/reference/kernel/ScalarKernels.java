package io.efficientnet.classifier.inference.reference.kernel;

/**
 * The kernels as plain loops: what the others must equal bit for bit, and what runs where
 * the Vector API is missing. Inner loops go over one index of separate arrays, the form
 * that the compiler turns into vectors by itself.
 */
final class ScalarKernels implements Kernels {

	private static final int PREFERRED_LANES = 8;

	private static final int ROWS = 4;

	private final int lanes;

	ScalarKernels() {
		this(PREFERRED_LANES);
	}

	ScalarKernels(int lanes) {
		this.lanes = lanes;
	}

	@Override
	public String name() {
		return "scalar loops";
	}

	@Override
	public int lanes() {
		return this.lanes;
	}

	@Override
	public void multiply(long a, long aStride, int rows, Pieces pieces, long w, int vectors, long bias, long c,
			long cStride) {
		int width = vectors * this.lanes;
		float[][] sums = new float[ROWS][width];
		float[] factors = new float[width];
		for (int first = 0; first < rows; first += ROWS) {
			int block = Math.min(ROWS, rows - first);
			for (int r = 0; r < block; r++) {
				NativeMemory.read(bias, sums[r], width);
			}
			for (int k = 0; k < pieces.depth(); k++) {
				NativeMemory.read(w + (long) k * width * Float.BYTES, factors, width);
				long at = a + k / pieces.elements() * pieces.stride() + (long) (k % pieces.elements()) * Float.BYTES;
				for (int r = 0; r < block; r++) {
					accumulate(NativeMemory.get(at + (first + r) * aStride), factors, sums[r]);
				}
			}
			for (int r = 0; r < block; r++) {
				NativeMemory.write(sums[r], c + (first + r) * cStride, width);
			}
		}
	}

	@Override
	public void depthwise(Taps taps, long in, long w, int vectors, long bias, long out, long outStride, int rows,
			int columns) {
		int width = vectors * this.lanes;
		float[] sums = new float[width];
		float[] values = new float[width];
		float[] factors = new float[width];
		for (int output = 0; output < rows * columns; output++) {
			long first = in + output / columns * taps.line() + output % columns * taps.step();
			NativeMemory.read(bias, sums, width);
			for (int tap = 0; tap < taps.kernelH() * taps.kernelW(); tap++) {
				int row = tap / taps.kernelW();
				int column = tap % taps.kernelW();
				NativeMemory.read(first + row * taps.rowStride() + column * taps.tapStride(), values, width);
				NativeMemory.read(w + (long) tap * width * Float.BYTES, factors, width);
				accumulate(factors, values, sums);
			}
			NativeMemory.write(sums, out + output * outStride, width);
		}
	}

	@Override
	public void silu(long x, long stride, int rows, int vectors) {
		float[] values = new float[vectors * this.lanes];
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(x + r * stride, values, values.length);
			for (int j = 0; j < values.length; j++) {
				values[j] = values[j] / Logistic.denominator(values[j]);
			}
			NativeMemory.write(values, x + r * stride, values.length);
		}
	}

	@Override
	public void sigmoid(long x, long stride, int rows, int vectors) {
		float[] values = new float[vectors * this.lanes];
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(x + r * stride, values, values.length);
			for (int j = 0; j < values.length; j++) {
				values[j] = Logistic.logistic(values[j]);
			}
			NativeMemory.write(values, x + r * stride, values.length);
		}
	}

	@Override
	public void clip(long x, long stride, int rows, int vectors, float low, float high) {
		float[] values = new float[vectors * this.lanes];
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(x + r * stride, values, values.length);
			for (int j = 0; j < values.length; j++) {
				values[j] = (low == 0 && high > 0) ? rectified(values[j], high)
						: Math.min(Math.max(values[j], low), high);
			}
			NativeMemory.write(values, x + r * stride, values.length);
		}
	}

	@Override
	public void sum(long x, long stride, int rows, int vectors, long sums) {
		int width = vectors * this.lanes;
		float[] total = new float[width];
		float[] values = new float[width];
		NativeMemory.read(sums, total, width);
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(x + r * stride, values, width);
			add(values, total, width);
		}
		NativeMemory.write(total, sums, width);
	}

	@Override
	public void scale(long x, long factors, long to, long stride, int rows, int vectors) {
		int width = vectors * this.lanes;
		float[] by = new float[width];
		float[] values = new float[width];
		NativeMemory.read(factors, by, width);
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(x + r * stride, values, width);
			for (int j = 0; j < width; j++) {
				values[j] *= by[j];
			}
			NativeMemory.write(values, to + r * stride, width);
		}
	}

	@Override
	public void scaleRows(long w, long factors, long to, int depth, int vectors) {
		int width = vectors * this.lanes;
		float[] values = new float[width];
		for (int k = 0; k < depth; k++) {
			float by = NativeMemory.get(factors + (long) k * Float.BYTES);
			long offset = (long) k * width * Float.BYTES;
			NativeMemory.read(w + offset, values, width);
			for (int j = 0; j < width; j++) {
				values[j] *= by;
			}
			NativeMemory.write(values, to + offset, width);
		}
	}

	@Override
	public void add(long left, long right, long to, long stride, int rows, int vectors) {
		int width = vectors * this.lanes;
		float[] values = new float[width];
		float[] sums = new float[width];
		for (int r = 0; r < rows; r++) {
			NativeMemory.read(left + r * stride, sums, width);
			NativeMemory.read(right + r * stride, values, width);
			add(values, sums, width);
			NativeMemory.write(sums, to + r * stride, width);
		}
	}

	private static float rectified(float value, float high) {
		int bits = Math.max(Float.floatToRawIntBits(value), 0);
		return Float.intBitsToFloat(Math.min(bits, Float.floatToRawIntBits(high)));
	}

	private static void accumulate(float factor, float[] values, float[] sums) {
		for (int j = 0; j < sums.length; j++) {
			sums[j] = Math.fma(factor, values[j], sums[j]);
		}
	}

	private static void accumulate(float[] factors, float[] values, float[] sums) {
		for (int j = 0; j < sums.length; j++) {
			sums[j] = Math.fma(factors[j], values[j], sums[j]);
		}
	}

	private static void add(float[] values, float[] sums, int width) {
		for (int j = 0; j < width; j++) {
			sums[j] += values[j];
		}
	}

}
