package io.efficientnet.classifier.observability;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.observability.StageSpans.Stage;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

class StageSpansTests {

	private static final List<Stage> STAGES = List.of(new Stage("decode", 3_000), new Stage("inference", 5_000));

	private final Tracer tracer = mock();

	private final Span request = mock();

	private final Span stage = mock();

	private final TraceContext context = mock();

	private final Span.Builder builder = mock(Answers.RETURNS_SELF);

	private final StageSpans spans = new StageSpans(this.tracer);

	@Test
	void laysStagesEndToEndUnderTheRequest() {
		sample(true);

		this.spans.record(STAGES);

		then(this.builder).should(times(2)).setParent(this.context);
		then(this.builder).should().name("decode");
		then(this.builder).should().name("inference");
		ArgumentCaptor<Long> starts = ArgumentCaptor.captor();
		ArgumentCaptor<Long> ends = ArgumentCaptor.captor();
		then(this.builder).should(times(2)).startTimestamp(starts.capture(), eq(TimeUnit.NANOSECONDS));
		then(this.stage).should(times(2)).end(ends.capture(), eq(TimeUnit.NANOSECONDS));
		long start = starts.getAllValues().getFirst();
		assertThat(starts.getAllValues()).containsExactly(start, start + 3_000);
		assertThat(ends.getAllValues()).containsExactly(start + 3_000, start + 8_000);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(booleans = false)
	void tellsNothingOfRequestsThatAreNotSampled(@Nullable Boolean sampled) {
		sample(sampled);

		this.spans.record(STAGES);

		then(this.tracer).should(never()).spanBuilder();
	}

	@Test
	void doesNothingWithoutTracing() {
		assertThatNoException().isThrownBy(() -> new StageSpans(Tracer.NOOP).record(STAGES));
	}

	private void sample(@Nullable Boolean sampled) {
		given(this.tracer.currentSpan()).willReturn(this.request);
		given(this.tracer.spanBuilder()).willReturn(this.builder);
		given(this.request.context()).willReturn(this.context);
		given(this.context.sampled()).willReturn(sampled);
		given(this.builder.start()).willReturn(this.stage);
	}

}
