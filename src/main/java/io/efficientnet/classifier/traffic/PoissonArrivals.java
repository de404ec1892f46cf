package io.efficientnet.classifier.traffic;

import java.util.SplittableRandom;

/**
 * When the requests of many independent users are due: gaps are exponentially
 * distributed, so that requests come in bunches as they do in life. The same seed gives
 * the same times.
 */
final class PoissonArrivals {

	private static final double NANOS_PER_SECOND = 1e9;

	private final double meanGapNanos;

	private final SplittableRandom random;

	private double next;

	/**
	 * Arrivals from time 0 on.
	 * @param rate in requests per second
	 * @param seed of the gaps
	 */
	PoissonArrivals(double rate, long seed) {
		this.meanGapNanos = NANOS_PER_SECOND / rate;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * When the next request is due.
	 * @return nanoseconds after the start, never less than the time before
	 */
	long nextNanos() {
		this.next -= Math.log(1 - this.random.nextDouble()) * this.meanGapNanos;
		return (long) this.next;
	}

}
