package io.efficientnet.classifier.plot;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScaleTests {

	private static final double ROUNDING = 1e-9;

	@ParameterizedTest
	@CsvSource({ "10, '0 2 4 6 8 10'", "9.5, '0 2 4 6 8 10'", "60, '0 20 40 60'", "0.3, '0 0.1 0.2 0.3'",
			"1, '0 0.2 0.4 0.6 0.8 1'" })
	void marksRoundNumbersFromZero(double most, String labels) {
		assertThat(labels(Scale.linear(most))).isEqualTo(labels);
	}

	@Test
	void placesValuesInEqualSteps() {
		Scale scale = Scale.linear(10);

		assertThat(scale.position(0)).isZero();
		assertThat(scale.position(2.5)).isEqualTo(0.25, within(ROUNDING));
		assertThat(scale.position(10)).isEqualTo(1);
		assertThat(scale.position(11)).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "3, 40, '2 5 10 20 50'", "1, 100, '1 2 5 10 20 50 100'", "0.5, 0.5, '0.5 1'",
			"3, 20000, '1 10 100 1000 10000 100000'", "0, 0.002, '0.001 0.002'" })
	void marksRoundNumbersAroundMagnitudes(double least, double most, String labels) {
		assertThat(labels(Scale.logarithmic(least, most))).isEqualTo(labels);
	}

	@Test
	void placesValuesByMagnitude() {
		Scale scale = Scale.logarithmic(List.of(Tick.of(1), Tick.of(100)));

		assertThat(scale.position(1)).isZero();
		assertThat(scale.position(10)).isEqualTo(0.5, within(ROUNDING));
		assertThat(scale.position(1000)).isEqualTo(1);
		assertThat(scale.position(0)).isZero();
	}

	@Test
	void putsASingleValueInTheMiddle() {
		assertThat(Scale.logarithmic(List.of(Tick.of(8))).position(8)).isEqualTo(0.5);
	}

	private static String labels(Scale scale) {
		return String.join(" ", scale.ticks().stream().map(Tick::label).toList());
	}

}
