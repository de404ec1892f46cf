package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.tensor.Shape;

/** The product of two matrices, in plain loops. */
final class Product {

	private Product() {
	}

	/**
	 * Computes {@code C = A * B}, each sum in the order of the inner axis.
	 * @param left holds {@code A}
	 * @param a where {@code A [m][k]} lies
	 * @param right holds {@code B}
	 * @param b where {@code B [k][n]} lies
	 * @param inner {@code k}
	 * @param output takes {@code C}, dense
	 * @param shape {@code [m][n]}
	 */
	static void write(FloatBuffer left, Strides a, FloatBuffer right, Strides b, int inner, FloatBuffer output,
			Shape shape) {
		int columns = shape.dimension(1);
		int aStep = a.steps().get(1);
		int bStep = b.steps().get(0);
		for (int row = 0; row < shape.dimension(0); row++) {
			for (int column = 0; column < columns; column++) {
				int aStart = a.start() + row * a.steps().get(0);
				int bStart = b.start() + column * b.steps().get(1);
				float sum = 0;
				for (int k = 0; k < inner; k++) {
					sum += left.get(aStart + k * aStep) * right.get(bStart + k * bStep);
				}
				output.put(row * columns + column, sum);
			}
		}
	}

}
