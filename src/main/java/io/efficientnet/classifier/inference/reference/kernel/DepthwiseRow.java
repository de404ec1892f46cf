package io.efficientnet.classifier.inference.reference.kernel;

import jdk.incubator.vector.FloatVector;

import static io.efficientnet.classifier.inference.reference.kernel.Lanes.BYTES;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.load;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.store;

/**
 * Depthwise convolution of rows of outputs, a vector of channels at a time. The weights
 * of 3x3 kernels stay in registers; those of 5x5 do two rows of taps at a time, passing
 * the sums through memory that is in the first-level cache.
 */
final class DepthwiseRow {

	void filter(Kernels.Taps taps, long in, long w, int vectors, long bias, long out, long outStride, int rows,
			int columns) {
		long wStep = vectors * BYTES;
		for (long v = 0; v < wStep; v += BYTES) {
			if (taps.kernelH() == 3 && taps.kernelW() == 3) {
				filter3x3(taps, in + v, w + v, wStep, bias + v, out + v, outStride, rows, columns);
			}
			else if (taps.kernelH() == 5 && taps.kernelW() == 5) {
				filter5x5(taps, in + v, w + v, wStep, bias + v, out + v, outStride, rows, columns);
			}
			else {
				filterAny(taps, in + v, w + v, wStep, bias + v, out + v, outStride, rows, columns);
			}
		}
	}

	private void filter5x5(Kernels.Taps taps, long in, long w, long wStep, long bias, long out, long outStride,
			int rows, int columns) {
		long row = taps.rowStride();
		filter2x5(taps, in, w, wStep, true, bias, out, outStride, rows, columns);
		filter2x5(taps, in + 2 * row, w + 10 * wStep, wStep, false, bias, out, outStride, rows, columns);
		filter1x5(taps, in + 4 * row, w + 20 * wStep, wStep, out, outStride, rows, columns);
	}

	/** All taps at once. */
	private void filter3x3(Kernels.Taps taps, long in, long w, long wStep, long bias, long out, long outStride,
			int rows, int columns) {
		FloatVector w0 = load(w);
		FloatVector w1 = load(w + wStep);
		FloatVector w2 = load(w + 2 * wStep);
		FloatVector w3 = load(w + 3 * wStep);
		FloatVector w4 = load(w + 4 * wStep);
		FloatVector w5 = load(w + 5 * wStep);
		FloatVector w6 = load(w + 6 * wStep);
		FloatVector w7 = load(w + 7 * wStep);
		FloatVector w8 = load(w + 8 * wStep);
		FloatVector fromBias = load(bias);
		long tap = taps.tapStride();
		long step = taps.step();
		long o = out;
		for (int row = 0; row < rows; row++) {
			long p = in + row * taps.line();
			long q = p + taps.rowStride();
			long r = q + taps.rowStride();
			long end = o + columns * outStride;
			for (; o < end; o += outStride) {
				FloatVector sum = fromBias;
				sum = load(p).fma(w0, sum);
				sum = load(p + tap).fma(w1, sum);
				sum = load(p + 2 * tap).fma(w2, sum);
				sum = load(q).fma(w3, sum);
				sum = load(q + tap).fma(w4, sum);
				sum = load(q + 2 * tap).fma(w5, sum);
				sum = load(r).fma(w6, sum);
				sum = load(r + tap).fma(w7, sum);
				sum = load(r + 2 * tap).fma(w8, sum);
				store(sum, o);
				p += step;
				q += step;
				r += step;
			}
		}
	}

	/** Two rows of taps; sums go on from the outputs unless they are the first. */
	private void filter2x5(Kernels.Taps taps, long in, long w, long wStep, boolean first, long bias, long out,
			long outStride, int rows, int columns) {
		FloatVector w0 = load(w);
		FloatVector w1 = load(w + wStep);
		FloatVector w2 = load(w + 2 * wStep);
		FloatVector w3 = load(w + 3 * wStep);
		FloatVector w4 = load(w + 4 * wStep);
		FloatVector w5 = load(w + 5 * wStep);
		FloatVector w6 = load(w + 6 * wStep);
		FloatVector w7 = load(w + 7 * wStep);
		FloatVector w8 = load(w + 8 * wStep);
		FloatVector w9 = load(w + 9 * wStep);
		FloatVector fromBias = load(bias);
		long tap = taps.tapStride();
		long step = taps.step();
		long o = out;
		for (int row = 0; row < rows; row++) {
			long p = in + row * taps.line();
			long q = p + taps.rowStride();
			long end = o + columns * outStride;
			for (; o < end; o += outStride) {
				FloatVector sum = first ? fromBias : load(o);
				sum = load(p).fma(w0, sum);
				sum = load(p + tap).fma(w1, sum);
				sum = load(p + 2 * tap).fma(w2, sum);
				sum = load(p + 3 * tap).fma(w3, sum);
				sum = load(p + 4 * tap).fma(w4, sum);
				sum = load(q).fma(w5, sum);
				sum = load(q + tap).fma(w6, sum);
				sum = load(q + 2 * tap).fma(w7, sum);
				sum = load(q + 3 * tap).fma(w8, sum);
				sum = load(q + 4 * tap).fma(w9, sum);
				store(sum, o);
				p += step;
				q += step;
			}
		}
	}

	/** One row of taps; sums go on from the outputs. */
	private void filter1x5(Kernels.Taps taps, long in, long w, long wStep, long out, long outStride, int rows,
			int columns) {
		FloatVector w0 = load(w);
		FloatVector w1 = load(w + wStep);
		FloatVector w2 = load(w + 2 * wStep);
		FloatVector w3 = load(w + 3 * wStep);
		FloatVector w4 = load(w + 4 * wStep);
		long tap = taps.tapStride();
		long step = taps.step();
		long o = out;
		for (int row = 0; row < rows; row++) {
			long p = in + row * taps.line();
			long end = o + columns * outStride;
			for (; o < end; o += outStride) {
				FloatVector sum = load(o);
				sum = load(p).fma(w0, sum);
				sum = load(p + tap).fma(w1, sum);
				sum = load(p + 2 * tap).fma(w2, sum);
				sum = load(p + 3 * tap).fma(w3, sum);
				sum = load(p + 4 * tap).fma(w4, sum);
				store(sum, o);
				p += step;
			}
		}
	}

	private void filterAny(Kernels.Taps taps, long in, long w, long wStep, long bias, long out, long outStride,
			int rows, int columns) {
		for (int output = 0; output < rows * columns; output++) {
			long first = in + output / columns * taps.line() + output % columns * taps.step();
			FloatVector sum = load(bias);
			long factor = w;
			for (int i = 0; i < taps.kernelH(); i++) {
				long p = first + i * taps.rowStride();
				for (int k = 0; k < taps.kernelW(); k++) {
					sum = load(p).fma(load(factor), sum);
					p += taps.tapStride();
					factor += wStep;
				}
			}
			store(sum, out + output * outStride);
		}
	}

}
