package io.efficientnet.classifier.batching;

/**
 * How work of a key is grouped.
 *
 * @param <K> what items of a batch have in common
 */
public interface BatchPolicy<K> {

	/**
	 * The largest batch.
	 * @param key of the batch
	 * @return number of items, at least 1
	 */
	int mostItems(K key);

	/**
	 * How many batches may run at once.
	 * @param key of the batches
	 * @return at least 1
	 */
	int mostRuns(K key);

}
