package io.efficientnet.classifier.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterleavedRoundsTests {

	private static final long MILLISECOND = 1_000_000;

	private final FakeExecutors clock = new FakeExecutors();

	private final InterleavedRounds rounds = new InterleavedRounds(this.clock);

	private final List<String> log = new ArrayList<>();

	@Test
	void changesWhoBeginsFromRoundToRound() {
		this.rounds.measure(List.of(taking("a", 100), taking("b", 100), taking("c", 100)), Duration.ofMillis(400));

		String played = String.join("", this.log);
		assertThat(played).startsWith("aaaabbbbcccc").endsWith("abc" + "bca" + "cab" + "abc").hasSize(24);
	}

	@Test
	void runsInARowForATenthOfASecond() {
		List<RunTimes> times = this.rounds.measure(List.of(taking("a", 40), taking("b", 250)), Duration.ofSeconds(1));

		assertThat(times.getFirst().nanos()).hasSize(times.getFirst().rounds() * 3).containsOnly(40 * MILLISECOND);
		assertThat(times.getLast().nanos()).hasSize(times.getLast().rounds()).containsOnly(250 * MILLISECOND);
	}

	@Test
	void endsWhenTheTimeOfAllIsSpent() {
		List<RunTimes> times = this.rounds.measure(List.of(taking("a", 100), taking("b", 100)), Duration.ofSeconds(2));

		assertThat(times).extracting(RunTimes::rounds).containsExactly(20, 20);
	}

	@Test
	void playsThreeRoundsWhateverTheyTake() {
		List<RunTimes> times = this.rounds.measure(List.of(taking("a", 10_000)), Duration.ofMillis(1));

		assertThat(times.getFirst().rounds()).isEqualTo(3);
		assertThat(times.getFirst().nanos()).hasSize(3);
	}

	@Test
	void warmsUpUntilTimesSettle() {
		Runnable faster = taking("a", (run) -> Math.max(100, 200 - 10 * run));

		List<RunTimes> times = this.rounds.measure(List.of(faster), Duration.ofMillis(500));

		assertThat(times.getFirst().nanos()).hasSize(5).containsOnly(100 * MILLISECOND);
		assertThat(this.log).hasSize(14 + 5);
	}

	@Test
	void endsAWarmUpThatNeverSettlesAfterThreeSeconds() {
		Runnable faster = taking("a", (run) -> Math.max(200, 1000 - 50 * run));

		List<RunTimes> times = this.rounds.measure(List.of(faster), Duration.ofSeconds(1));

		assertThat(this.log).hasSize(4 + times.getFirst().nanos().size());
	}

	private Runnable taking(String name, long milliseconds) {
		return taking(name, (_) -> milliseconds);
	}

	private Runnable taking(String name, LongUnaryOperator milliseconds) {
		List<String> own = new ArrayList<>();
		return () -> {
			this.clock.pass(Duration.ofMillis(milliseconds.applyAsLong(own.size())));
			own.add(name);
			this.log.add(name);
		};
	}

}
