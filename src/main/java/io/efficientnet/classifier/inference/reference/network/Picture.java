package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.tensor.Shape;

/**
 * The extents of a channels-last value {@code [rows][columns][pitch]}.
 *
 * @param channels that mean something
 * @param rows height in pixels
 * @param columns width in pixels
 * @param pitch elements from pixel to pixel: the channels padded to whole vectors; the
 * padding is read and written, but nothing depends on it
 */
record Picture(int channels, int rows, int columns, int pitch) {

	static Picture of(Shape shape, int lanes) {
		int channels = shape.dimension(1);
		return new Picture(channels, shape.dimension(2), shape.dimension(3), padded(channels, lanes));
	}

	static int padded(int channels, int lanes) {
		return Math.ceilDiv(channels, lanes) * lanes;
	}

	int pixels() {
		return this.rows * this.columns;
	}

	long pixelBytes() {
		return (long) this.pitch * Float.BYTES;
	}

	long rowBytes() {
		return this.columns * pixelBytes();
	}

	long bytes() {
		return this.rows * rowBytes();
	}

}
