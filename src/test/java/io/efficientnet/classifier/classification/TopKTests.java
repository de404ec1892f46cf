package io.efficientnet.classifier.classification;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopKTests {

	@Test
	void ranksByFallingValue() {
		assertThat(TopK.indices(new float[] { 0.1f, 0.7f, 0.2f, 0.5f }, 3)).containsExactly(1, 3, 2);
	}

	@Test
	void ranksEqualValuesByIndex() {
		assertThat(TopK.indices(new float[] { 1, 2, 1, 2, 1 }, 4)).containsExactly(1, 3, 0, 2);
	}

	@Test
	void ranksNegativeValuesBelowPositiveOnes() {
		assertThat(TopK.indices(new float[] { -3, 2, -1, 0, -2 }, 5)).containsExactly(1, 3, 2, 4, 0);
	}

	@Test
	void takesBothZerosAsEqual() {
		assertThat(TopK.indices(new float[] { -0f, 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE }, 5)).containsExactly(3,
				0, 1, 2, 4);
	}

	@Test
	void ranksTheExtremes() {
		assertThat(TopK.indices(new float[] { -Float.MAX_VALUE, 1, Float.MAX_VALUE }, 3)).containsExactly(2, 1, 0);
	}

	@Test
	void givesAllWhereThereAreFewer() {
		assertThat(TopK.indices(new float[] { 1, 2 }, 1000)).containsExactly(1, 0);
	}

	@Test
	void agreesWithAStableSort() {
		Random random = new Random(7);
		float[] values = new float[1000];
		for (int i = 0; i < values.length; i++) {
			values[i] = random.nextInt(-50, 50) / 4f;
		}

		int[] expected = IntStream.range(0, values.length)
			.boxed()
			.sorted(Comparator.comparing((Integer i) -> -values[i]))
			.mapToInt(Integer::intValue)
			.toArray();

		assertThat(TopK.indices(values, values.length)).isEqualTo(expected);
	}

}
