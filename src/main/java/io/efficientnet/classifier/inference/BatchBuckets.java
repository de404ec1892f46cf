package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes that batches have on executors for which each new size is slow at first:
 * powers of two up to the largest batch, and that one.
 */
final class BatchBuckets {

	private BatchBuckets() {
	}

	/**
	 * The smallest bucket that holds some images.
	 * @param images how many
	 * @param largest the largest batch
	 * @return at least {@code images}
	 */
	static int fitting(int images, int largest) {
		int power = Integer.highestOneBit(images);
		int bucket = (power == images) ? power : power << 1;
		return Math.max(images, Math.min(bucket, largest));
	}

	/**
	 * All buckets.
	 * @param largest the largest batch
	 * @return rising sizes
	 */
	static List<Integer> upTo(int largest) {
		return IntStream.rangeClosed(1, largest).map((images) -> fitting(images, largest)).distinct().boxed().toList();
	}

}
