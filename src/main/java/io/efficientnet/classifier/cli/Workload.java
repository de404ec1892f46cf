package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.inference.InferenceBackend;

/** What is measured, the same for every executor. */
interface Workload extends AutoCloseable {

	/**
	 * One run on an executor.
	 * @param backend runs the network
	 * @return does the same each time, or the same sequence for each backend
	 */
	Runnable on(InferenceBackend backend);

	@Override
	default void close() {
	}

}
