package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

class InferenceHealthIndicatorTests {

	private static final ModelId MODEL = new ModelId("b0");

	private final InferenceService inference = mock();

	private final List<Runnable> background = new ArrayList<>();

	private long now;

	private final InferenceHealthIndicator indicator = new InferenceHealthIndicator(this.inference,
			this.background::add, () -> this.now);

	@BeforeEach
	void report() {
		report("The device is gone");
	}

	@Test
	void answersWithoutWaitingForARun() {
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);

		then(this.inference).should(never()).retest(any());
		assertThat(this.background).hasSize(1);
	}

	@Test
	void runsAFaultyModelOnceInAWhileHoweverOftenItIsAsked() {
		for (int i = 0; i < 100; i++) {
			this.indicator.health();
		}
		assertThat(this.background).hasSize(1);

		this.now += InferenceHealthIndicator.BETWEEN_RETESTS.toNanos();
		this.indicator.health();

		this.background.forEach(Runnable::run);
		then(this.inference).should(times(2)).retest(MODEL);
	}

	@Test
	void runsNothingWhileTheModelServes() {
		report(null);

		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);

		assertThat(this.background).isEmpty();
	}

	private void report(@Nullable String reason) {
		given(this.inference.reports()).willReturn(List.of(new ModelReport(MODEL, null, null, null, null, null, null,
				null, ModelState.READY, reason, null, ExecutorKind.CPU, List.of(), true, null, null, null, null)));
	}

}
