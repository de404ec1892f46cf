package io.efficientnet.classifier.inference.reference;

import java.nio.charset.StandardCharsets;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Images whose values are a formula of their position, the same as in
 * {@code src/test/python/formula.py}.
 */
final class FormulaImages {

	private FormulaImages() {
	}

	/** Values in [-2, 2), like those of a normalised image. */
	static Tensor normalised(Shape shape) {
		long seed = hash("input");
		Tensor image = Tensor.allocate(shape);
		for (int index = 0; index < image.data().limit(); index++) {
			image.data().put(index, uniform(seed, index) * 2);
		}
		return image;
	}

	/** Whole numbers 0..255. */
	static Tensor pixels(Shape shape) {
		long seed = hash("pixels");
		Tensor image = Tensor.allocate(shape);
		for (int index = 0; index < image.data().limit(); index++) {
			image.data().put(index, (float) Math.floor((uniform(seed, index) + 1) * 128));
		}
		return image;
	}

	// FNV-1a
	private static long hash(String name) {
		long hash = 0xCBF29CE484222325L;
		for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (unit & 0xFF)) * 0x100000001B3L;
		}
		return hash;
	}

	// SplitMix64
	private static float uniform(long seed, int index) {
		long z = seed + (index + 1L) * 0x9E3779B97F4A7C15L;
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		z ^= z >>> 31;
		return (z >>> 40) * 0x1p-23f - 1;
	}

}
