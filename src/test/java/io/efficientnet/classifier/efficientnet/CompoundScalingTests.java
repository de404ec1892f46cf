package io.efficientnet.classifier.efficientnet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CompoundScalingTests {

	@Test
	void roundsAnExactTieUp() {
		assertThat(new CompoundScaling(1.1, 1.2).roundFilters(40)).isEqualTo(48);
	}

	@Test
	void neverLosesMoreThanATenthOfTheChannels() {
		assertThat(new CompoundScaling(1.2, 1.4).roundFilters(16)).isEqualTo(24);
	}

	@Test
	void keepsAtLeastEightChannels() {
		assertThat(new CompoundScaling(0.1, 1).roundFilters(16)).isEqualTo(8);
	}

	@ParameterizedTest
	@CsvSource({ "1.0, 1, 1", "1.1, 1, 2", "1.1, 2, 3", "1.4, 3, 5", "3.1, 4, 13", "2.6, 4, 11" })
	void roundsRepeatsUp(double depth, int repeats, int expected) {
		assertThat(new CompoundScaling(1, depth).roundRepeats(repeats)).isEqualTo(expected);
	}

}
