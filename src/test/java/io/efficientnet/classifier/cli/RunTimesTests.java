package io.efficientnet.classifier.cli;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RunTimesTests {

	@ParameterizedTest
	@CsvSource({ "1, 1", "50, 50", "99, 99", "100, 100" })
	void takesThePercentileOfAHundredRunsByItsRank(int percent, double milliseconds) {
		List<Long> falling = LongStream.rangeClosed(1, 100).mapToObj((i) -> (101 - i) * 1_000_000).toList();

		assertThat(new RunTimes(1, falling).percentileMilliseconds(percent)).isEqualTo(milliseconds);
	}

	@Test
	void takesTheLongestOfFewRunsAsTheirP99() {
		RunTimes times = new RunTimes(1, List.of(3_000_000L, 1_000_000L, 2_000_000L));

		assertThat(times.percentileMilliseconds(99)).isEqualTo(3);
		assertThat(times.medianMilliseconds()).isEqualTo(2);
	}

	@Test
	void knowsTheTimesOfASingleRun() {
		RunTimes times = new RunTimes(1, List.of(1_500_000L));

		assertThat(times.medianMilliseconds()).isEqualTo(1.5);
		assertThat(times.percentileMilliseconds(99)).isEqualTo(1.5);
	}

}
