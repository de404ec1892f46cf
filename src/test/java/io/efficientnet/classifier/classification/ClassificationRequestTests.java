package io.efficientnet.classifier.classification;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.efficientnet.classifier.batching.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClassificationRequestTests {

	private static final Deadline DEADLINE = Deadline.after(Duration.ofSeconds(1));

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 1000 })
	void takes1To1000Predictions(int top) {
		assertThat(new ClassificationRequest(null, top, Set.of(), DEADLINE).top()).isEqualTo(top);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001, Integer.MAX_VALUE })
	void refusesOtherNumbersOfPredictions(int top) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ClassificationRequest(null, top, Set.of(), DEADLINE));
	}

	@Test
	void keepsWhatWasAskedForWhenTheCallerGoesOn() {
		Set<Include> include = EnumSet.of(Include.CROP);
		ClassificationRequest request = new ClassificationRequest("b0", 5, include, DEADLINE);

		include.clear();

		assertThat(request.include()).containsExactly(Include.CROP);
	}

	@Test
	void spellsWhatCanBeIncludedAsRequestsDo() {
		assertThat(Include.values()).extracting(Include::id)
			.containsExactlyInAnyOrder("heatmap", "embedding", "logits", "crop");
	}

}
