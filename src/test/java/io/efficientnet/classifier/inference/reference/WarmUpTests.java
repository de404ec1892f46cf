package io.efficientnet.classifier.inference.reference;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	private long nanos;

	private int runs;

	private final WarmUp warmUp = new WarmUp(() -> this.nanos);

	@Test
	void aQuickNetworkRunsOften() {
		assertThat(this.warmUp.of(() -> run(Duration.ofMillis(1)))).isEqualTo(Duration.ofMillis(WarmUp.RUNS));
		assertThat(this.runs).isEqualTo(WarmUp.RUNS);
	}

	@Test
	void aSlowNetworkRunsUntilTheTimeIsUp() {
		this.warmUp.of(() -> run(WarmUp.LONGEST.dividedBy(5)));

		assertThat(this.runs).isEqualTo(5);
	}

	@Test
	void aVerySlowNetworkRunsAFewTimes() {
		this.warmUp.of(() -> run(WarmUp.LONGEST.multipliedBy(3)));

		assertThat(this.runs).isEqualTo(WarmUp.LEAST_RUNS);
	}

	private void run(Duration time) {
		this.runs++;
		this.nanos += time.toNanos();
	}

}
