package io.efficientnet.classifier.inference.reference.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import static io.efficientnet.classifier.inference.reference.kernel.Lanes.BYTES;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.broadcast;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.broadcastAt;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.load;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.store;

/** The kernels on the Vector API, with the machine's preferred vectors. */
final class VectorKernels implements Kernels {

	private final MatrixProduct product = new MatrixProduct();

	private final DepthwiseRow depthwise = new DepthwiseRow();

	@Override
	public String name() {
		return Lanes.FLOATS.vectorBitSize() + "-bit vectors";
	}

	@Override
	public int lanes() {
		return Lanes.FLOATS.length();
	}

	@Override
	public void multiply(long a, long aStride, int rows, Pieces pieces, long w, int vectors, long bias, long c,
			long cStride) {
		this.product.multiply(a, aStride, rows, pieces, w, vectors, bias, c, cStride);
	}

	@Override
	public void depthwise(Taps taps, long in, long w, int vectors, long bias, long out, long outStride, int rows,
			int columns) {
		this.depthwise.filter(taps, in, w, vectors, bias, out, outStride, rows, columns);
	}

	@Override
	public void silu(long x, long stride, int rows, int vectors) {
		for (long column = x; column < x + vectors * BYTES; column += BYTES) {
			LogisticColumn.silu(column, stride, rows);
		}
	}

	@Override
	public void sigmoid(long x, long stride, int rows, int vectors) {
		for (long column = x; column < x + vectors * BYTES; column += BYTES) {
			LogisticColumn.sigmoid(column, stride, rows);
		}
	}

	@Override
	public void clip(long x, long stride, int rows, int vectors, float low, float high) {
		for (long column = x; column < x + vectors * BYTES; column += BYTES) {
			if (low == 0 && high > 0) {
				rectify(column, stride, column + rows * stride, high);
			}
			else {
				clip(column, stride, column + rows * stride, low, high);
			}
		}
	}

	/**
	 * Positive floats are ordered as their bits are, and negative ones have negative
	 * bits.
	 */
	private static void rectify(long first, long stride, long end, float high) {
		IntVector zero = IntVector.zero(Lanes.INTS);
		IntVector most = IntVector.broadcast(Lanes.INTS, Float.floatToRawIntBits(high));
		for (long p = first; p < end; p += stride) {
			store(load(p).reinterpretAsInts().max(zero).min(most).reinterpretAsFloats(), p);
		}
	}

	private static void clip(long first, long stride, long end, float low, float high) {
		FloatVector least = broadcast(low);
		FloatVector most = broadcast(high);
		for (long p = first; p < end; p += stride) {
			store(load(p).max(least).min(most), p);
		}
	}

	@Override
	public void sum(long x, long stride, int rows, int vectors, long sums) {
		for (long v = 0; v < vectors * BYTES; v += BYTES) {
			FloatVector total = load(sums + v);
			for (int r = 0; r < rows; r++) {
				total = total.add(load(x + r * stride + v));
			}
			store(total, sums + v);
		}
	}

	@Override
	public void scale(long x, long factors, long to, long stride, int rows, int vectors) {
		for (long v = 0; v < vectors * BYTES; v += BYTES) {
			FloatVector factor = load(factors + v);
			for (int r = 0; r < rows; r++) {
				store(load(x + r * stride + v).mul(factor), to + r * stride + v);
			}
		}
	}

	@Override
	public void scaleRows(long w, long factors, long to, int depth, int vectors) {
		long stride = vectors * BYTES;
		for (long v = 0; v < stride; v += BYTES) {
			for (int k = 0; k < depth; k++) {
				FloatVector factor = broadcastAt(factors + (long) k * Float.BYTES);
				store(load(w + k * stride + v).mul(factor), to + k * stride + v);
			}
		}
	}

	@Override
	public void add(long left, long right, long to, long stride, int rows, int vectors) {
		for (long v = 0; v < vectors * BYTES; v += BYTES) {
			for (int r = 0; r < rows; r++) {
				long at = r * stride + v;
				store(load(left + at).add(load(right + at)), to + at);
			}
		}
	}

}
