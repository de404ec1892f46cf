package io.efficientnet.classifier.conversion;

import java.io.IOException;

import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that {@code src/test/python/make_weights_keras.py --small} wrote. */
class KerasFileTests {

	@ParameterizedTest
	@ValueSource(strings = { "small-keras2.h5", "small-keras3.h5", "small.weights.h5", "small.keras", "tuned-keras2.h5",
			"tuned-keras3.h5" })
	void readsWeightsUnderTheNamesOfKeras2(String name) throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file(name))) {
			assertThat(file.names()).containsExactly("block1a_dwconv/depthwise_kernel:0", "predictions/bias:0",
					"predictions/kernel:0", "stem_bn/beta:0", "stem_bn/gamma:0", "stem_bn/moving_mean:0",
					"stem_bn/moving_variance:0", "stem_conv/kernel:0");
			assertThat(file.shape("block1a_dwconv/depthwise_kernel:0")).isEqualTo(Shape.of(3, 3, 4, 1));
			assertThat(file.shape("predictions/kernel:0")).isEqualTo(Shape.of(4, 5));
			FormulaNumbers beta = new FormulaNumbers("stem_bn/beta:0", 0);
			assertThat(file.tensor("stem_bn/beta:0").toArray()).containsExactly(0.1f * beta.at(0), 0.1f * beta.at(1),
					0.1f * beta.at(2), 0.1f * beta.at(3));
		}
	}

}
