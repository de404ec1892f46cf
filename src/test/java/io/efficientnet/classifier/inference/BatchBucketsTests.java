package io.efficientnet.classifier.inference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BatchBucketsTests {

	@ParameterizedTest
	@CsvSource({ "1, 16, 1", "2, 16, 2", "3, 16, 4", "5, 16, 8", "9, 16, 16", "16, 16, 16", "9, 12, 12", "12, 12, 12",
			"1, 1, 1" })
	void isTheNextPowerOfTwoButNoMoreThanTheLargestBatch(int images, int largest, int bucket) {
		assertThat(BatchBuckets.fitting(images, largest)).isEqualTo(bucket);
	}

	@Test
	void listsAllOfThem() {
		assertThat(BatchBuckets.upTo(16)).containsExactly(1, 2, 4, 8, 16);
		assertThat(BatchBuckets.upTo(12)).containsExactly(1, 2, 4, 8, 12);
		assertThat(BatchBuckets.upTo(1)).containsExactly(1);
	}

}
