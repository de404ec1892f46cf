package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

/** One step of a network. Immutable; the values lie in the run's memory. */
interface Step {

	/**
	 * Buffers that it reads, writes, or keeps intermediate values in.
	 * @return all of them
	 */
	List<Buffer> buffers();

	/**
	 * Private memory of each thread that runs its tiles.
	 * @return in bytes
	 */
	default long scratchBytes() {
		return 0;
	}

	/**
	 * Computes the step for all images of the run.
	 * @param run memory and threads
	 */
	void run(Run run);

}
