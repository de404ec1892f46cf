package io.efficientnet.classifier.classification;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeatmapsTests {

	@Test
	void scalesTheSmallestValueTo0AndTheLargestTo1() {
		Classification.Heatmap heatmap = Heatmaps.scaled(7, Tensor.of(Shape.of(1, 4), -2, 0, 2, 6));

		assertThat(heatmap.index()).isEqualTo(7);
		assertThat(heatmap.values()).isDeepEqualTo(new float[][] { { 0, 0.25f, 0.5f, 1 } });
	}

	@Test
	void keepsRowsApart() {
		Classification.Heatmap heatmap = Heatmaps.scaled(0, Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 4));

		assertThat(heatmap.height()).isEqualTo(2);
		assertThat(heatmap.width()).isEqualTo(3);
		assertThat(heatmap.values()).isDeepEqualTo(new float[][] { { 0, 0.25f, 0.5f }, { 0.75f, 1, 1 } });
	}

	@Test
	void isZeroWhereTheMapIsFlat() {
		assertThat(Heatmaps.scaled(0, Tensor.of(Shape.of(2, 1), 3, 3)).values())
			.isDeepEqualTo(new float[][] { { 0 }, { 0 } });
	}

}
