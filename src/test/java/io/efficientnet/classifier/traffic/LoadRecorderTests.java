package io.efficientnet.classifier.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LoadRecorderTests {

	private static final long MS = 1_000_000;

	private final LoadRecorder recorder = new LoadRecorder(0, Duration.ofSeconds(3));

	@Test
	void countsEachRequestOnceByItsStatus() {
		for (int status : List.of(200, 200, 429, 504, 404, 503, 503)) {
			this.recorder.answered(new HttpAnswer(status, true, ""), MS, MS, 2 * MS);
		}
		this.recorder.failed(new EOFException("gone"), MS, 2 * MS);
		this.recorder.notSent(MS);

		LoadResult result = this.recorder.result();
		assertThat(result.outcomes()).isEqualTo(Map.of(Outcome.OK, 2L, Outcome.OVERLOADED, 1L,
				Outcome.DEADLINE_EXCEEDED, 1L, Outcome.OTHER, 3L, Outcome.CONNECTION_ERROR, 1L, Outcome.NOT_SENT, 1L));
		assertThat(result.statuses()).isEqualTo(Map.of(200, 2L, 429, 1L, 504, 1L, 404, 1L, 503, 2L));
	}

	@Test
	void keepsTheFirstOtherAnswerAndTheFirstError() {
		this.recorder.answered(new HttpAnswer(404, true, "first"), MS, MS, MS);
		this.recorder.answered(new HttpAnswer(503, true, "second"), MS, MS, MS);
		this.recorder.failed(new IOException(), MS, MS);
		this.recorder.failed(new EOFException("second"), MS, MS);

		assertThat(this.recorder.result().firstOther()).isEqualTo(new HttpAnswer(404, true, "first"));
		assertThat(this.recorder.result().firstError()).isEqualTo("IOException");
	}

	@Test
	void countsGoodputByWhenAnswersCameAndLatencyByWhenTheyWereDue() {
		this.recorder.answered(new HttpAnswer(200, true, ""), -500 * MS, -500 * MS, 100 * MS);
		this.recorder.answered(new HttpAnswer(200, true, ""), 100 * MS, 200 * MS, 1100 * MS);
		this.recorder.answered(new HttpAnswer(200, true, ""), 2900 * MS, 2900 * MS, 3100 * MS);
		this.recorder.answered(new HttpAnswer(200, true, ""), 3000 * MS, 3000 * MS, 3100 * MS);

		LoadResult result = this.recorder.result();
		assertThat(result.goodput()).isEqualTo(2 / 3.0);
		assertThat(result.bySecond().stream().map((second) -> second.get(Outcome.OK))).containsExactly(1L, 1L, 0L);
		assertThat(result.count(Outcome.OK)).isEqualTo(2);
		assertThat(result.accepted().count()).isEqualTo(2);
		assertThat(result.accepted().maxMs()).isEqualTo(1000, within(2.0));
		assertThat(result.sendDelay().maxMs()).isEqualTo(100, within(0.2));
		assertThat(result.drain()).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void tellsPercentilesOfAKnownDistribution() {
		for (int i = 1; i <= 1000; i++) {
			this.recorder.answered(new HttpAnswer(200, true, ""), 0, 0, i * MS);
		}

		Latencies latencies = this.recorder.result().accepted();
		assertThat(latencies.p50Ms()).isEqualTo(500, within(1.0));
		assertThat(latencies.p90Ms()).isEqualTo(900, within(1.8));
		assertThat(latencies.p99Ms()).isEqualTo(990, within(2.0));
		assertThat(latencies.p999Ms()).isEqualTo(999, within(2.0));
		assertThat(latencies.maxMs()).isEqualTo(1000, within(2.0));
		assertThat(latencies.curve()).extracting(Latencies.Quantile::latencyMs).isSorted().hasSizeGreaterThan(20);
	}

	@Test
	void keepsLatenciesThatAreLongerThanItsScale() {
		this.recorder.answered(new HttpAnswer(200, true, ""), 0, 0, Duration.ofDays(1).toNanos());

		assertThat(this.recorder.result().accepted().maxMs()).isGreaterThan(3_590_000);
	}

}
