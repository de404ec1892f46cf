package io.efficientnet.classifier.classification;

import java.util.Arrays;

/**
 * The largest of many values, ties by index.
 */
final class TopK {

	private static final long INDEX_MASK = 0xFFFF_FFFFL;

	private TopK() {
	}

	/**
	 * Indices of the largest values.
	 * @param values finite numbers
	 * @param k how many; all if there are fewer
	 * @return indices by falling value, equal values by rising index
	 */
	static int[] indices(float[] values, int k) {
		long[] keys = new long[values.length];
		for (int i = 0; i < values.length; i++) {
			keys[i] = ((long) sortable(values[i]) << Integer.SIZE) | (~i & INDEX_MASK);
		}
		Arrays.sort(keys);
		int[] indices = new int[Math.min(k, keys.length)];
		for (int rank = 0; rank < indices.length; rank++) {
			indices[rank] = (int) ~keys[keys.length - 1 - rank];
		}
		return indices;
	}

	/** Bits whose order as an int is the order of the floats; -0 counts as 0. */
	private static int sortable(float value) {
		int bits = Float.floatToIntBits(value + 0f);
		return bits ^ ((bits >> (Integer.SIZE - 1)) & Integer.MAX_VALUE);
	}

}
