package io.efficientnet.classifier.precision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class ValueRangeTests {

	@ParameterizedTest
	@CsvSource({ "0, 6, 0", "-1, 1, 127", "-6, 0, 255", "-0.5, 254.5, 1", "2, 6, 0", "-6, -2, 255", "0, 0, 0" })
	void zeroIsOneOfTheValues(float least, float greatest, int zeroPoint) {
		assertThat(new ValueRange(least, greatest).zeroPoint()).isEqualTo(zeroPoint);
	}

	@ParameterizedTest
	@CsvSource({ "-1, 1", "0, 6", "0, 0.1", "-0.278, 11.3" })
	void theRangeIsCoveredToHalfAStep(float least, float greatest) {
		ValueRange range = new ValueRange(least, greatest);

		assertThat((0 - range.zeroPoint()) * range.scale()).isCloseTo(least, within(0.51f * range.scale()));
		assertThat((255 - range.zeroPoint()) * range.scale()).isCloseTo(greatest, within(0.51f * range.scale()));
	}

	/** Or else ONNX Runtime keeps the clipping at 6 as a step of its own. */
	@Test
	void whatIsClippedAtSixDoesNotGoBeyond() {
		assertThat(new ValueRange(0, 6).scale() * 255).isLessThanOrEqualTo(6);
	}

	@Test
	void refusesWhatIsNotFinite() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ValueRange(Float.NaN, 1));
	}

}
