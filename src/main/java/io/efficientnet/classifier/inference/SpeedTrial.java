package io.efficientnet.classifier.inference;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Times contestants in turn, so that what disturbs the machine disturbs all of them. The
 * shortest time counts: it is the least disturbed one, and early runs, which the JVM has
 * not compiled yet, do not spoil it.
 */
final class SpeedTrial {

	static final int MOST_ROUNDS = 30;

	/**
	 * Run whatever they take, since the first round of a large network is not compiled.
	 */
	static final int LEAST_ROUNDS = 3;

	/** Small beside the start of the server. */
	static final long BUDGET_NANOS = 1_000_000_000;

	private final LongSupplier nanoTime;

	SpeedTrial(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Runs every contestant once in each round, until time or rounds are used up.
	 * @param contestants each of which has run before
	 * @return the shortest run of each, in nanoseconds
	 */
	long[] shortest(List<? extends Runnable> contestants) {
		return shortest(contestants, Runnable::run);
	}

	/**
	 * Runs every contestant once in each round, until time or rounds are used up.
	 * @param contestants each of which has run before
	 * @param alone runs a round while nothing disturbs it; the wait for that is not timed
	 * @return the shortest run of each, in nanoseconds
	 */
	long[] shortest(List<? extends Runnable> contestants, Consumer<Runnable> alone) {
		long[] shortest = new long[contestants.size()];
		Arrays.fill(shortest, Long.MAX_VALUE);
		long start = this.nanoTime.getAsLong();
		int rounds = 0;
		do {
			alone.accept(() -> round(contestants, shortest));
			rounds++;
		}
		while (rounds < LEAST_ROUNDS || (rounds < MOST_ROUNDS && this.nanoTime.getAsLong() - start < BUDGET_NANOS));
		return shortest;
	}

	private void round(List<? extends Runnable> contestants, long[] shortest) {
		for (int i = 0; i < shortest.length; i++) {
			shortest[i] = Math.min(shortest[i], time(contestants.get(i)));
		}
	}

	private long time(Runnable contestant) {
		long start = this.nanoTime.getAsLong();
		contestant.run();
		return this.nanoTime.getAsLong() - start;
	}

}
