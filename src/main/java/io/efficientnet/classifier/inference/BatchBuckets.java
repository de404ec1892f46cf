package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes that batches have on executors for which each new size is slow at first:
 * powers of two below the largest batch, and that one.
 */
final class BatchBuckets {

	private BatchBuckets() {
	}

	/**
	 * All buckets.
	 * @param largest the largest batch
	 * @return rising sizes
	 */
	static List<Integer> upTo(int largest) {
		List<Integer> sizes = new ArrayList<>();
		for (int size = 1; size < largest; size *= 2) {
			sizes.add(size);
		}
		sizes.add(largest);
		return sizes;
	}

}
