package io.efficientnet.classifier.classification;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class SoftmaxTests {

	/**
	 * Each probability is rounded to float once: half a unit in the last place below 1.
	 */
	private static final float ROUNDING = 6e-8f;

	/** A thousand roundings of probabilities whose sum is 1, and their sum in double. */
	private static final double ROUNDING_OF_SUM = 1e-7;

	@Test
	void givesTheSharesOfThePowers() {
		float[] probabilities = Softmax.of(new float[] { 0, (float) Math.log(2), (float) Math.log(5) });

		assertThat(probabilities).containsExactly(new float[] { 0.125f, 0.25f, 0.625f }, within(ROUNDING));
	}

	@Test
	void addsUpToOne() {
		Random random = new Random(7);
		float[] logits = new float[1000];
		for (int i = 0; i < logits.length; i++) {
			logits[i] = (float) random.nextGaussian(0, 4);
		}

		double sum = 0;
		for (float probability : Softmax.of(logits)) {
			sum += probability;
		}

		assertThat(sum).isCloseTo(1, within(ROUNDING_OF_SUM));
	}

	@Test
	void doesNotChangeWhenAllLogitsMove() {
		assertThat(Softmax.of(new float[] { 1001, 1002, 1004 })).containsExactly(Softmax.of(new float[] { 1, 2, 4 }));
	}

	@Test
	void standsLogitsOfAnySize() {
		assertThat(Softmax.of(new float[] { Float.MAX_VALUE, -Float.MAX_VALUE, 0 })).containsExactly(1, 0, 0);
	}

	@Test
	void isSureOfASingleClass() {
		assertThat(Softmax.of(new float[] { -7 })).containsExactly(1);
	}

	@ParameterizedTest
	@ValueSource(floats = { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY })
	void refusesALogitThatIsNotFinite(float logit) {
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Softmax.of(new float[] { 1, logit, 2 }));
	}

}
