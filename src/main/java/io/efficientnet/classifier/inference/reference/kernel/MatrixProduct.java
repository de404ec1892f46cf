package io.efficientnet.classifier.inference.reference.kernel;

import jdk.incubator.vector.FloatVector;

import static io.efficientnet.classifier.inference.reference.kernel.Lanes.BYTES;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.broadcastAt;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.load;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.store;

/**
 * Matrix product with sums in registers: a block of rows of {@code a} times a panel of 1
 * to 3 vectors. 4 rows by 3 vectors are 12 sums, 3 weights and 1 broadcast: the 16
 * registers of AVX2, and enough independent chains for AVX-512.
 *
 * <p>
 * The loops over k step by a field, not by a constant, so that the compiler leaves them
 * as they are: unrolled, they need more registers than there are and run at a third of
 * the speed. Rows are taken by fours and threes, so that no block is as slow as a single
 * row.
 */
final class MatrixProduct {

	private static final int BLOCK = 4;

	private static final int SMALL_BLOCK = 3;

	private final long element;

	private final long vector;

	MatrixProduct() {
		this.element = Float.BYTES;
		this.vector = BYTES;
	}

	void multiply(long a, long aStride, int rows, Kernels.Pieces pieces, long w, int vectors, long bias, long c,
			long cStride) {
		int small = Math.floorMod(-rows, BLOCK);
		if (small * SMALL_BLOCK > rows) {
			small = 0;
		}
		int row = 0;
		while (row < rows) {
			int left = rows - row;
			int block = (left > small * SMALL_BLOCK && left >= BLOCK) ? BLOCK : (left >= SMALL_BLOCK) ? SMALL_BLOCK : 1;
			block(block, a + row * aStride, aStride, pieces, w, vectors, bias, c + row * cStride, cStride);
			row += block;
		}
	}

	private void block(int rows, long a, long aStride, Kernels.Pieces pieces, long w, int vectors, long bias, long c,
			long cStride) {
		switch (rows * 4 + vectors) {
			case 19 -> rows4x3(a, aStride, pieces, w, bias, c, cStride);
			case 18 -> rows4x2(a, aStride, pieces, w, bias, c, cStride);
			case 17 -> rows4x1(a, aStride, pieces, w, bias, c, cStride);
			case 15 -> rows3x3(a, aStride, pieces, w, bias, c, cStride);
			case 14 -> rows3x2(a, aStride, pieces, w, bias, c, cStride);
			case 13 -> rows3x1(a, aStride, pieces, w, bias, c, cStride);
			case 7 -> rows1x3(a, pieces, w, bias, c);
			case 6 -> rows1x2(a, pieces, w, bias, c);
			case 5 -> rows1x1(a, pieces, w, bias, c);
			default -> throw new IllegalArgumentException(vectors + " vectors");
		}
	}

	private void rows4x3(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		FloatVector c02 = load(bias + 2 * BYTES);
		FloatVector c10 = c00;
		FloatVector c11 = c01;
		FloatVector c12 = c02;
		FloatVector c20 = c00;
		FloatVector c21 = c01;
		FloatVector c22 = c02;
		FloatVector c30 = c00;
		FloatVector c31 = c01;
		FloatVector c32 = c02;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long a3 = a + 3 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 3 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector w2 = load(p + 2 * BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
				c02 = x0.fma(w2, c02);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				c11 = x1.fma(w1, c11);
				c12 = x1.fma(w2, c12);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
				c21 = x2.fma(w1, c21);
				c22 = x2.fma(w2, c22);
				FloatVector x3 = broadcastAt(a3 + k);
				c30 = x3.fma(w0, c30);
				c31 = x3.fma(w1, c31);
				c32 = x3.fma(w2, c32);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
		store(c02, c + 2 * BYTES);
		store(c10, c + cStride);
		store(c11, c + cStride + BYTES);
		store(c12, c + cStride + 2 * BYTES);
		store(c20, c + 2 * cStride);
		store(c21, c + 2 * cStride + BYTES);
		store(c22, c + 2 * cStride + 2 * BYTES);
		store(c30, c + 3 * cStride);
		store(c31, c + 3 * cStride + BYTES);
		store(c32, c + 3 * cStride + 2 * BYTES);
	}

	private void rows4x2(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		FloatVector c10 = c00;
		FloatVector c11 = c01;
		FloatVector c20 = c00;
		FloatVector c21 = c01;
		FloatVector c30 = c00;
		FloatVector c31 = c01;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long a3 = a + 3 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 2 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				c11 = x1.fma(w1, c11);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
				c21 = x2.fma(w1, c21);
				FloatVector x3 = broadcastAt(a3 + k);
				c30 = x3.fma(w0, c30);
				c31 = x3.fma(w1, c31);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
		store(c10, c + cStride);
		store(c11, c + cStride + BYTES);
		store(c20, c + 2 * cStride);
		store(c21, c + 2 * cStride + BYTES);
		store(c30, c + 3 * cStride);
		store(c31, c + 3 * cStride + BYTES);
	}

	private void rows4x1(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c10 = c00;
		FloatVector c20 = c00;
		FloatVector c30 = c00;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long a3 = a + 3 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
				FloatVector x3 = broadcastAt(a3 + k);
				c30 = x3.fma(w0, c30);
			}
		}
		store(c00, c);
		store(c10, c + cStride);
		store(c20, c + 2 * cStride);
		store(c30, c + 3 * cStride);
	}

	private void rows3x3(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		FloatVector c02 = load(bias + 2 * BYTES);
		FloatVector c10 = c00;
		FloatVector c11 = c01;
		FloatVector c12 = c02;
		FloatVector c20 = c00;
		FloatVector c21 = c01;
		FloatVector c22 = c02;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 3 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector w2 = load(p + 2 * BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
				c02 = x0.fma(w2, c02);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				c11 = x1.fma(w1, c11);
				c12 = x1.fma(w2, c12);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
				c21 = x2.fma(w1, c21);
				c22 = x2.fma(w2, c22);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
		store(c02, c + 2 * BYTES);
		store(c10, c + cStride);
		store(c11, c + cStride + BYTES);
		store(c12, c + cStride + 2 * BYTES);
		store(c20, c + 2 * cStride);
		store(c21, c + 2 * cStride + BYTES);
		store(c22, c + 2 * cStride + 2 * BYTES);
	}

	private void rows3x2(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		FloatVector c10 = c00;
		FloatVector c11 = c01;
		FloatVector c20 = c00;
		FloatVector c21 = c01;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 2 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				c11 = x1.fma(w1, c11);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
				c21 = x2.fma(w1, c21);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
		store(c10, c + cStride);
		store(c11, c + cStride + BYTES);
		store(c20, c + 2 * cStride);
		store(c21, c + 2 * cStride + BYTES);
	}

	private void rows3x1(long a, long aStride, Kernels.Pieces pieces, long w, long bias, long c, long cStride) {
		FloatVector c00 = load(bias);
		FloatVector c10 = c00;
		FloatVector c20 = c00;
		long a1 = a + aStride;
		long a2 = a + 2 * aStride;
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				FloatVector x1 = broadcastAt(a1 + k);
				c10 = x1.fma(w0, c10);
				FloatVector x2 = broadcastAt(a2 + k);
				c20 = x2.fma(w0, c20);
			}
		}
		store(c00, c);
		store(c10, c + cStride);
		store(c20, c + 2 * cStride);
	}

	private void rows1x3(long a, Kernels.Pieces pieces, long w, long bias, long c) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		FloatVector c02 = load(bias + 2 * BYTES);
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 3 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector w2 = load(p + 2 * BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
				c02 = x0.fma(w2, c02);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
		store(c02, c + 2 * BYTES);
	}

	private void rows1x2(long a, Kernels.Pieces pieces, long w, long bias, long c) {
		FloatVector c00 = load(bias);
		FloatVector c01 = load(bias + BYTES);
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = 2 * this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector w1 = load(p + BYTES);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
				c01 = x0.fma(w1, c01);
			}
		}
		store(c00, c);
		store(c01, c + BYTES);
	}

	private void rows1x1(long a, Kernels.Pieces pieces, long w, long bias, long c) {
		FloatVector c00 = load(bias);
		long element = this.element;
		long length = pieces.elements() * element;
		long wStep = this.vector;
		long p = w;
		long first = 0;
		for (int piece = 0; piece < pieces.count(); piece++, first += pieces.stride()) {
			long end = first + length;
			for (long k = first; k < end; k += element, p += wStep) {
				FloatVector w0 = load(p);
				FloatVector x0 = broadcastAt(a + k);
				c00 = x0.fma(w0, c00);
			}
		}
		store(c00, c);
	}

}
