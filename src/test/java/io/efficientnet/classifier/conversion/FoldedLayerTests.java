package io.efficientnet.classifier.conversion;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FoldedLayerTests {

	@Test
	void scalesEachOutputChannelAndMovesTheMeanIntoTheBias() {
		Tensor kernel = Tensor.of(Shape.of(2, 1, 1, 2), 1, 2, 3, 4);
		FoldedLayer.BatchNorm norm = new FoldedLayer.BatchNorm(FloatBuffer.wrap(new float[] { 6, 1 }),
				FloatBuffer.wrap(new float[] { 10, 20 }), FloatBuffer.wrap(new float[] { 1, 8 }),
				FloatBuffer.wrap(new float[] { 3, 15 }), 1);

		FoldedLayer folded = FoldedLayer.of(kernel, norm);

		assertThat(folded.kernel().toArray()).containsExactly(3, 6, 0.75f, 1);
		assertThat(folded.bias().toArray()).containsExactly(7, 18);
	}

	@Test
	void roundsOnce() {
		float third = 1 / 3f;
		FoldedLayer.BatchNorm norm = new FoldedLayer.BatchNorm(FloatBuffer.wrap(new float[] { third }),
				FloatBuffer.wrap(new float[] { third }), FloatBuffer.wrap(new float[] { third }),
				FloatBuffer.wrap(new float[] { third }), 1e-3);

		FoldedLayer folded = FoldedLayer.of(Tensor.of(Shape.of(1, 1), third), norm);

		double factor = third / Math.sqrt(third + 1e-3);
		assertThat(folded.kernel().toArray()).containsExactly((float) (third * factor));
		assertThat(folded.bias().toArray()).containsExactly((float) (third - third * factor));
	}

}
