package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpeedTrialTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

	private final List<String> order = new ArrayList<>();

	private final SpeedTrial trial = new SpeedTrial(this.clock::get);

	@Test
	void theShortestRunOfEachCounts() {
		Iterator<Integer> times = List.of(90, 20, 10, 25).iterator();
		Runnable disturbed = () -> this.clock.addAndGet(times.hasNext() ? times.next() : 15);

		assertThat(this.trial.shortest(List.of(disturbed, taking("b", 12)))).containsExactly(10, 12);
	}

	@Test
	void contestantsTakeTurns() {
		this.trial.shortest(List.of(taking("a", 1), taking("b", 1)));

		assertThat(this.order).hasSize(2 * SpeedTrial.MOST_ROUNDS).startsWith("a", "b", "a", "b");
	}

	@Test
	void endsWithTheRoundInWhichTheTimeIsUsedUp() {
		this.trial
			.shortest(List.of(taking("a", SpeedTrial.BUDGET_NANOS / 5), taking("b", SpeedTrial.BUDGET_NANOS / 9)));

		assertThat(this.order).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
	}

	@Test
	void runsAFewRoundsHoweverLongTheyTake() {
		long[] shortest = this.trial.shortest(List.of(taking("a", 2 * SpeedTrial.BUDGET_NANOS), taking("b", 7)));

		assertThat(this.order).hasSize(2 * SpeedTrial.LEAST_ROUNDS);
		assertThat(shortest).containsExactly(2 * SpeedTrial.BUDGET_NANOS, 7);
	}

	@Test
	void doesNotTimeTheWaitForQuiet() {
		long[] shortest = this.trial.shortest(List.of(taking("a", 3), taking("b", 4)), (round) -> {
			this.order.add("quiet");
			this.clock.addAndGet(1_000);
			round.run();
		});

		assertThat(shortest).containsExactly(3, 4);
		assertThat(this.order).startsWith("quiet", "a", "b", "quiet", "a", "b");
	}

	private Runnable taking(String name, long nanos) {
		return () -> {
			this.order.add(name);
			this.clock.addAndGet(nanos);
		};
	}

}
