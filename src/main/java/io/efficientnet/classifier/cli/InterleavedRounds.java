package io.efficientnet.classifier.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Times contestants in turns, so that whatever else the machine does meets them alike. In
 * each round every contestant has one turn, and the one that begins changes from round to
 * round. A turn is runs in a row, since the first one finds the caches as another
 * contestant left them.
 */
final class InterleavedRounds {

	private static final long TURN_NANOS = Duration.ofMillis(100).toNanos();

	private static final int LEAST_ROUNDS = 3;

	private static final long LONGEST_WARM_UP_NANOS = Duration.ofSeconds(3).toNanos();

	private static final int SETTLED_TURNS = 3;

	private static final double IMPROVEMENT = 0.98;

	private final LongSupplier nanoTime;

	InterleavedRounds(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Warms all contestants up, then times them.
	 * @param contestants what one run of each does
	 * @param each time for the measured runs of one contestant
	 * @return times of each, in the order of the contestants
	 */
	List<RunTimes> measure(List<Runnable> contestants, Duration each) {
		contestants.forEach(this::warmUp);
		List<List<Long>> times = contestants.stream().<List<Long>>map((_) -> new ArrayList<>()).toList();
		long budget = Math.multiplyExact(each.toNanos(), contestants.size());
		int rounds = 0;
		for (long spent = 0; spent < budget || rounds < LEAST_ROUNDS; rounds++) {
			for (int turn = 0; turn < contestants.size(); turn++) {
				int next = (rounds + turn) % contestants.size();
				spent += turn(contestants.get(next), times.get(next)::add);
			}
		}
		int played = rounds;
		return times.stream().map((nanos) -> new RunTimes(played, nanos)).toList();
	}

	/** Until several turns brought nothing, or for the longest time. */
	private void warmUp(Runnable contestant) {
		long best = Long.MAX_VALUE;
		int settled = 0;
		for (long spent = 0; settled < SETTLED_TURNS && spent < LONGEST_WARM_UP_NANOS;) {
			List<Long> times = new ArrayList<>();
			spent += turn(contestant, times::add);
			long fastest = times.stream().mapToLong(Long::longValue).min().orElseThrow();
			settled = (fastest < best * IMPROVEMENT) ? 0 : settled + 1;
			best = Math.min(best, fastest);
		}
	}

	private long turn(Runnable contestant, LongConsumer times) {
		long start = this.nanoTime.getAsLong();
		long last = start;
		while (last - start < TURN_NANOS) {
			contestant.run();
			long now = this.nanoTime.getAsLong();
			times.accept(now - last);
			last = now;
		}
		return last - start;
	}

}
