package io.efficientnet.classifier.inference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchBucketsTests {

	@Test
	void arePowersOfTwoAndTheLargestBatch() {
		assertThat(BatchBuckets.upTo(16)).containsExactly(1, 2, 4, 8, 16);
		assertThat(BatchBuckets.upTo(12)).containsExactly(1, 2, 4, 8, 12);
		assertThat(BatchBuckets.upTo(2)).containsExactly(1, 2);
		assertThat(BatchBuckets.upTo(1)).containsExactly(1);
	}

}
