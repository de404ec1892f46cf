package io.efficientnet.classifier.inference.reference;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Runs a network until the virtual machine has compiled its loops, so that the first
 * request does not pay for it.
 */
final class WarmUp {

	/** Enough for the loops to be compiled at the highest tier. */
	static final int RUNS = 20;

	/** Large networks loop so often in each run that fewer will do. */
	static final int LEAST_RUNS = 3;

	static final Duration LONGEST = Duration.ofSeconds(1);

	private final LongSupplier nanoTime;

	WarmUp(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Runs a network a few times at least.
	 * @param run one run of a network that is compiled already
	 * @return how long it took
	 */
	Duration of(Runnable run) {
		long start = this.nanoTime.getAsLong();
		Duration elapsed = Duration.ZERO;
		for (int i = 0; i < LEAST_RUNS || (i < RUNS && elapsed.compareTo(LONGEST) < 0); i++) {
			run.run();
			elapsed = Duration.ofNanos(this.nanoTime.getAsLong() - start);
		}
		return elapsed;
	}

}
