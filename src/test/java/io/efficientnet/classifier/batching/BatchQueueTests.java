package io.efficientnet.classifier.batching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BatchQueueTests {

	private static final long DELAY = 10;

	private static final int MOST = 3;

	private final BatchQueue<String, String> queue = queue(0, Integer.MAX_VALUE);

	@Test
	void isNotDueWhileNothingWaits() {
		assertThat(this.queue.poll(0)).isNull();
		assertThat(this.queue.nanosUntilDue(0)).isEqualTo(BatchQueue.NEVER);
	}

	@Test
	void takesWhatWaitsAtOnceWithoutADelay() {
		this.queue.add("a", "a1", 5);

		assertThat(this.queue.nanosUntilDue(5)).isZero();
		assertThat(entries(this.queue, 5)).containsExactly("a1");
		assertThat(this.queue.size()).isZero();
	}

	@Test
	void takesNoMoreThanTheLargestBatchInOrderOfArrival() {
		addAll("a1", "a2", "a3", "a4");

		assertThat(entries(this.queue, 0)).containsExactly("a1", "a2", "a3");
		assertThat(entries(this.queue, 0)).containsExactly("a4");
	}

	@Test
	void letsKeysTakeTurns() {
		addAll("a1", "a2", "a3", "a4", "b1", "c1");

		assertThat(entries(this.queue, 0)).containsExactly("a1", "a2", "a3");
		this.queue.add("b", "b2", 0);
		assertThat(entries(this.queue, 0)).containsExactly("b1", "b2");
		assertThat(entries(this.queue, 0)).containsExactly("c1");
		assertThat(entries(this.queue, 0)).containsExactly("a4");
	}

	@Test
	void waitsForCompanyNoLongerThanTheDelay() {
		BatchQueue<String, String> patient = queue(DELAY, Integer.MAX_VALUE);
		patient.add("a", "a1", 100);
		patient.add("a", "a2", 109);

		assertThat(patient.nanosUntilDue(109)).isEqualTo(1);
		assertThat(patient.poll(109)).isNull();
		assertThat(entries(patient, 110)).containsExactly("a1", "a2");
	}

	@Test
	void doesNotLetAFullBatchWait() {
		BatchQueue<String, String> patient = queue(DELAY, Integer.MAX_VALUE);
		List.of("a1", "a2", "a3").forEach((entry) -> patient.add("a", entry, 100));

		assertThat(entries(patient, 100)).hasSize(MOST);
	}

	@Test
	void doesNotLetAnybodyWaitForCompanyWhenItHurries() {
		BatchQueue<String, String> patient = queue(DELAY, Integer.MAX_VALUE);
		patient.add("a", "a1", 100);
		patient.hurry();

		assertThat(entries(patient, 100)).containsExactly("a1");
	}

	@Test
	void aFullKeyIsNotHeldUpByOneThatWaitsForCompany() {
		BatchQueue<String, String> patient = queue(DELAY, Integer.MAX_VALUE);
		patient.add("b", "b1", 100);
		List.of("a1", "a2", "a3").forEach((entry) -> patient.add("a", entry, 100));

		assertThat(entries(patient, 100)).containsExactly("a1", "a2", "a3");
		assertThat(entries(patient, 110)).containsExactly("b1");
	}

	@Test
	void growsABatchWhileAsManyRunAsMayForItsKey() {
		BatchQueue<String, String> single = queue(0, 1);
		single.add("a", "a1", 0);
		assertThat(entries(single, 0)).containsExactly("a1");
		single.add("a", "a2", 0);
		single.add("a", "a3", 0);
		single.add("b", "b1", 0);

		assertThat(entries(single, 0)).containsExactly("b1");
		assertThat(single.poll(0)).isNull();
		assertThat(single.nanosUntilDue(0)).isEqualTo(BatchQueue.NEVER);
		single.end("a");
		assertThat(entries(single, 0)).containsExactly("a2", "a3");
	}

	@Test
	void takesAnEntryOutBeforeItsTurnOnce() {
		addAll("a1", "a2");

		assertThat(this.queue.remove("a", "a1")).isTrue();
		assertThat(this.queue.remove("a", "a1")).isFalse();
		assertThat(this.queue.remove("b", "a2")).isFalse();
		assertThat(entries(this.queue, 0)).containsExactly("a2");
		assertThat(this.queue.remove("a", "a2")).isFalse();
	}

	@Test
	void forgetsAKeyWhoseLastEntryIsTakenOut() {
		addAll("a1");

		this.queue.remove("a", "a1");

		assertThat(this.queue.poll(0)).isNull();
		assertThat(this.queue.size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, DELAY })
	void losesDoublesReordersDelaysAndStarvesNothing(long delay) {
		for (int seed = 0; seed < 200; seed++) {
			new Simulation(seed, delay).run();
		}
	}

	private void addAll(String... entries) {
		for (String entry : entries) {
			this.queue.add(entry.substring(0, 1), entry, 0);
		}
	}

	private static List<String> entries(BatchQueue<String, String> queue, long now) {
		BatchQueue.Batch<String, String> batch = queue.poll(now);
		assertThat(batch).isNotNull();
		return batch.entries();
	}

	private static <E> BatchQueue<String, E> queue(long delay, int mostRuns) {
		return new BatchQueue<>(new BatchPolicy<>() {

			@Override
			public int mostItems(String key) {
				return MOST;
			}

			@Override
			public int mostRuns(String key) {
				return mostRuns;
			}

		}, delay);
	}

	/** Arrivals, departures and runs as they come, by a clock of its own. */
	private static final class Simulation {

		private static final List<String> KEYS = List.of("a", "b", "c");

		private static final int RUNNERS = 2;

		private final Random random;

		private final long delay;

		private final BatchQueue<String, Integer> queue;

		private final Map<Integer, Long> waiting = new TreeMap<>();

		private final Map<String, Integer> lastOfKey = new TreeMap<>();

		private final Map<String, Integer> passedOver = new TreeMap<>();

		private final Set<Integer> ended = new HashSet<>();

		private final List<BatchQueue.Batch<String, Integer>> running = new ArrayList<>();

		private int arrived;

		private long now;

		private boolean draining;

		Simulation(int seed, long delay) {
			this.random = new Random(seed);
			this.delay = delay;
			this.queue = queue(delay, 1);
		}

		void run() {
			for (int step = 0; step < 300; step++) {
				switch (this.random.nextInt(4)) {
					case 0, 1 -> arrive();
					case 2 -> leave();
					default -> endRun();
				}
				startRuns();
				this.now += Math.min(this.random.nextInt(4), untilDue());
			}
			drain();
			assertThat(this.ended).hasSize(this.arrived);
			assertThat(this.queue.size()).isZero();
		}

		private long untilDue() {
			return (this.running.size() < RUNNERS) ? this.queue.nanosUntilDue(this.now) : Long.MAX_VALUE;
		}

		private void arrive() {
			int entry = this.arrived++;
			this.waiting.put(entry, this.now);
			this.queue.add(key(entry), entry, this.now);
		}

		private void leave() {
			if (!this.waiting.isEmpty()) {
				int entry = List.copyOf(this.waiting.keySet()).get(this.random.nextInt(this.waiting.size()));
				assertThat(this.queue.remove(key(entry), entry)).isTrue();
				this.waiting.remove(entry);
				assertThat(this.ended.add(entry)).isTrue();
				if (this.waiting.keySet().stream().noneMatch((other) -> key(other).equals(key(entry)))) {
					this.passedOver.remove(key(entry));
				}
			}
		}

		private void endRun() {
			if (!this.running.isEmpty()) {
				BatchQueue.Batch<String, Integer> batch = this.running.remove(this.random.nextInt(this.running.size()));
				batch.entries().forEach((entry) -> assertThat(this.ended.add(entry)).isTrue());
				this.queue.end(batch.key());
			}
		}

		private void startRuns() {
			while (this.running.size() < RUNNERS) {
				BatchQueue.Batch<String, Integer> batch = this.queue.poll(this.now);
				if (batch == null) {
					return;
				}
				check(batch);
				this.running.add(batch);
			}
		}

		private void check(BatchQueue.Batch<String, Integer> batch) {
			assertThat(batch.entries()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST).isSorted();
			assertThat(batch.entries()).allMatch((entry) -> key(entry).equals(batch.key()));
			assertThat(batch.entries().getFirst()).isGreaterThan(this.lastOfKey.getOrDefault(batch.key(), -1));
			this.lastOfKey.put(batch.key(), batch.entries().getLast());
			assertThat(this.running).noneMatch((other) -> other.key().equals(batch.key()));
			if (batch.entries().size() < MOST && !this.draining) {
				assertThat(this.waiting).containsKey(batch.entries().getFirst());
				assertThat(this.now - this.waiting.getOrDefault(batch.entries().getFirst(), this.now))
					.isGreaterThanOrEqualTo(this.delay);
			}
			batch.entries().forEach(this.waiting::remove);
			checkTurns(batch.key());
		}

		/** A key that could run is passed over by each other key once at most. */
		private void checkTurns(String taken) {
			for (String key : KEYS) {
				boolean due = this.waiting.entrySet()
					.stream()
					.anyMatch((entry) -> key(entry.getKey()).equals(key) && this.now - entry.getValue() >= this.delay)
						&& this.running.stream().noneMatch((batch) -> batch.key().equals(key));
				this.passedOver.merge(key, 1, Integer::sum);
				if (!due || key.equals(taken)) {
					this.passedOver.put(key, 0);
				}
				assertThat(this.passedOver.getOrDefault(key, 0)).isLessThan(KEYS.size());
			}
		}

		private void drain() {
			this.queue.hurry();
			this.draining = true;
			startRuns();
			while (!this.running.isEmpty()) {
				endRun();
				startRuns();
			}
		}

		private static String key(int entry) {
			return KEYS.get(entry % 7 % KEYS.size());
		}

	}

}
