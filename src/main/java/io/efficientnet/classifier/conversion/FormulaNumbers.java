package io.efficientnet.classifier.conversion;

import java.nio.charset.StandardCharsets;

/**
 * Pseudo-random float32 numbers in [-1, 1) that depend on a name, a seed and an index
 * only: SplitMix64 started from the FNV-1a hash of the name, its upper 24 bits. Every
 * step is exact, so that any language makes the same numbers.
 */
final class FormulaNumbers {

	private static final long FNV_OFFSET = 0xCBF29CE484222325L;

	private static final long FNV_PRIME = 0x100000001B3L;

	private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

	private final long state;

	FormulaNumbers(String name, long seed) {
		this.state = hash(name) ^ seed;
	}

	static long hash(String name) {
		long hash = FNV_OFFSET;
		for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (unit & 0xFF)) * FNV_PRIME;
		}
		return hash;
	}

	float at(int index) {
		long z = this.state + (index + 1L) * GOLDEN_GAMMA;
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		z ^= z >>> 31;
		return (z >>> 40) * 0x1p-23f - 1;
	}

}
