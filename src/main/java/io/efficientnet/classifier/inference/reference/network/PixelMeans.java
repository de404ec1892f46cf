package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/** Sums and means over the pixels of a picture, channel by channel, pixel after pixel. */
final class PixelMeans {

	private PixelMeans() {
	}

	/**
	 * Sums all pixels.
	 * @param kernels that compute
	 * @param picture its extents
	 * @param x address of the picture
	 * @param sums {@code [pitch]}
	 */
	static void sum(Kernels kernels, Picture picture, long x, long sums) {
		NativeMemory.clear(sums, picture.pixelBytes());
		kernels.sum(x, picture.pixelBytes(), picture.pixels(), picture.pitch() / kernels.lanes(), sums);
	}

	/**
	 * Makes means of sums.
	 * @param picture its extents
	 * @param sums {@code [pitch]}, in place
	 */
	static void divide(Picture picture, long sums) {
		for (int c = 0; c < picture.pitch(); c++) {
			long at = sums + (long) c * Float.BYTES;
			NativeMemory.set(at, NativeMemory.get(at) / picture.pixels());
		}
	}

}
