package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.util.Objects;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class QuantizedWeightsTests {

	@Test
	void eachChannelHasItsOwnScale() {
		QuantizedWeights weights = QuantizedWeights
			.of(Tensor.of(Shape.of(2, 3, 1, 1), 0.5f, -0.25f, 0.125f, -127, 32.5f, 1), null, 1);

		assertThat(weights.kernelScales().toArray()).containsExactly(0.5f / 127, 1);
		assertThat(bytes(weights.kernel().data())).containsExactly(127, -64, 32, -127, 32, 1);
		assertThat(weights.bias()).isNull();
	}

	@Test
	void roundsHalvesToEven() {
		QuantizedWeights weights = QuantizedWeights.of(Tensor.of(Shape.of(1, 5), 127, 0.5f, 1.5f, -2.5f, -3.5f), null,
				1);

		assertThat(bytes(weights.kernel().data())).containsExactly(127, 0, 2, -2, -4);
	}

	@Test
	void theLargestWeightOfEitherSignFillsTheRangeAndNoneLeavesIt() {
		QuantizedWeights weights = QuantizedWeights.of(Tensor.of(Shape.of(2, 2), -0.3f, 0.29999f, 0.7f, -0.7f), null,
				1);

		assertThat(bytes(weights.kernel().data())).containsExactly(-127, 127, 127, -127);
	}

	@ParameterizedTest
	@ValueSource(floats = { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY })
	void refusesWhatIsNotFinite(float wrong) {
		Tensor kernel = Tensor.of(Shape.of(2, 2), 1, 2, 3, wrong);
		Tensor bias = Tensor.of(Shape.of(2), 1, wrong);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> QuantizedWeights.of(kernel, null, 1))
			.withMessage("A weight or bias of channel 1 is not finite; verify the weights");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> QuantizedWeights.of(Tensor.of(Shape.of(2, 1), 1, 2), bias, 1))
			.withMessageStartingWith("A weight or bias of channel 1");
	}

	@Test
	void theBiasCountsInProductsOfBothScales() {
		QuantizedWeights weights = QuantizedWeights.of(Tensor.of(Shape.of(2, 1), 127, 254),
				Tensor.of(Shape.of(2), 48, -64.4f), 0.5f);

		assertThat(weights.biasScales().toArray()).containsExactly(0.5f, 1);
		ByteBuffer bias = Objects.requireNonNull(weights.bias()).data();
		assertThat(bias.getInt()).isEqualTo(96);
		assertThat(bias.getInt()).isEqualTo(-64);
	}

	@Test
	void aDeadChannelLeavesItsBiasRoom() {
		QuantizedWeights weights = QuantizedWeights.of(Tensor.of(Shape.of(1, 2), 0, 1e-30f), Tensor.of(Shape.of(1), 3),
				0.01f);

		int bias = Objects.requireNonNull(weights.bias()).data().getInt();
		assertThat(bias * weights.biasScales().toArray()[0]).isCloseTo(3, within(1e-6f));
		assertThat(bytes(weights.kernel().data())).containsOnly(0);
	}

	@Test
	void nothingButZerosIsFinite() {
		QuantizedWeights weights = QuantizedWeights.of(Tensor.of(Shape.of(1, 1), 0), Tensor.of(Shape.of(1), 0),
				Float.MIN_NORMAL);

		assertThat(weights.kernelScales().toArray()[0]).isPositive().isFinite();
		assertThat(weights.biasScales().toArray()[0]).isPositive();
		assertThat(Objects.requireNonNull(weights.bias()).data().getInt()).isZero();
	}

	private static int[] bytes(ByteBuffer data) {
		int[] values = new int[data.remaining()];
		for (int i = 0; i < values.length; i++) {
			values[i] = data.get(i);
		}
		return values;
	}

}
