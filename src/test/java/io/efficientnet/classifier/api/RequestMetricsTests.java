package io.efficientnet.classifier.api;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceMocks;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RequestMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private RequestMetrics metrics;

	@BeforeEach
	void register() {
		this.metrics = new RequestMetrics(this.registry, InferenceMocks.serving("b0", "lite0"));
	}

	@Test
	void showsAllSeriesAtZeroFromTheStart() {
		assertThat(this.registry.get("classifier.requests").timers())
			.extracting((timer) -> timer.getId().getTag("model") + " " + timer.getId().getTag("outcome"))
			.hasSize(18)
			.doesNotHaveDuplicates()
			.contains("b0 ok", "b0 client_error", "b0 shed", "b0 deadline", "b0 cancelled", "b0 error", "lite0 ok",
					"unknown client_error");
		assertThat(this.registry.get("classifier.requests").timers()).extracting(Timer::count).containsOnly(0L);
		assertThat(this.registry.get("classifier.stage").timers()).extracting((timer) -> timer.getId().getTag("stage"))
			.containsExactlyInAnyOrder("read", "respond");
		assertThat(this.registry.get("classifier.upload.size").summary().count()).isZero();
		assertThat(active()).isZero();
	}

	@Test
	void countsAnAnswer() {
		String answer = count((counted) -> {
			counted.model("b0");
			return "answer";
		});

		assertThat(answer).isEqualTo("answer");
		countedOnce("b0", "ok");
	}

	@ParameterizedTest
	@EnumSource
	void countsAFailureOfEachKindOnce(FailureKind kind) {
		ServiceException failure = new ServiceException(kind, "It failed");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> fail("b0", failure)).isSameAs(failure);

		countedOnce("b0", Problems.outcome(kind).id());
	}

	@Test
	void countsABatchWithoutAnyAnswerAsItsFirstImage() {
		count((counted) -> {
			counted.model("b0");
			counted.results(List.of(failed(0, FailureKind.DEADLINE_EXCEEDED), failed(1, FailureKind.OVERLOADED)));
			return counted;
		});

		countedOnce("b0", "deadline");
	}

	@Test
	void countsABatchWithAnAnswerAsOk() {
		count((counted) -> {
			counted.model("b0");
			counted.results(List.of(failed(0, FailureKind.OVERLOADED), new BatchResult(1, "a.jpg", null, null, null)));
			return counted;
		});

		countedOnce("b0", "ok");
	}

	@ParameterizedTest
	@CsvSource({ "200, ok", "405, client_error", "503, error" })
	void countsWhatNoHandlerTookByItsStatus(int status, String outcome) {
		RequestMetrics.Counted counted = this.metrics.begin();
		counted.answered(status);
		this.metrics.end(counted);

		countedOnce("unknown", outcome);
	}

	@Test
	void countsAnAnswerThatCouldNotBeWrittenAsCancelled() {
		count((counted) -> {
			counted.model("b0");
			counted.hungUp();
			return counted;
		});

		countedOnce("b0", "cancelled");
	}

	@Test
	void countsADefectAsAnError() {
		assertThatIllegalStateException().isThrownBy(() -> fail("b0", new IllegalStateException("defect")));

		countedOnce("b0", "error");
	}

	@Test
	void countsTheDefaultModelWhereNoneIsNamed() {
		String answer = count((counted) -> {
			counted.model(null);
			return "answer";
		});

		assertThat(answer).isNotNull();
		countedOnce("lite0", "ok");
	}

	@Test
	void makesNoSeriesForNamesThatCallersInvent() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> fail("b0\"} 1", new ServiceException(FailureKind.UNKNOWN_MODEL, "No such model")));

		countedOnce("unknown", "client_error");
	}

	@Test
	void countsARequestThatOutlastsItsModelAsUnknown() {
		RequestMetrics.Counted counted = this.metrics.begin();
		counted.model("b0");
		this.registry.get("classifier.requests").tag("model", "b0").timers().forEach(this.registry::remove);

		counted.answered(200);
		this.metrics.end(counted);

		assertThat(this.registry.find("classifier.requests").tag("model", "b0").timers()).isEmpty();
		assertThat(
				this.registry.get("classifier.requests").tag("model", "unknown").tag("outcome", "ok").timer().count())
			.isOne();
	}

	@Test
	void showsRequestsUnderWay() {
		double during = count((_) -> active());

		assertThat(during).isEqualTo(1);
		assertThat(active()).isZero();
	}

	@Test
	void recordsUploadsAndTheTimesAroundThem() {
		this.metrics.read(5000, 2_000_000);
		this.metrics.responded(3_000_000);

		assertThat(this.registry.get("classifier.upload.size").summary().totalAmount()).isEqualTo(5000);
		assertThat(stage("read").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(2);
		assertThat(stage("respond").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
	}

	private static BatchResult failed(int index, FailureKind kind) {
		return new BatchResult(index, "a.jpg", null, Problems.of(new ServiceException(kind, "It failed")), kind);
	}

	private void fail(@Nullable String model, RuntimeException failure) {
		this.<String>count((counted) -> {
			counted.model(model);
			throw failure;
		});
	}

	private void countedOnce(String model, String outcome) {
		assertThat(this.registry.get("classifier.requests").timers()).hasSize(18)
			.filteredOn((timer) -> timer.count() > 0)
			.singleElement()
			.satisfies((timer) -> {
				assertThat(timer.count()).isEqualTo(1);
				assertThat(timer.getId().getTag("model")).isEqualTo(model);
				assertThat(timer.getId().getTag("outcome")).isEqualTo(outcome);
			});
		assertThat(active()).isZero();
	}

	private <T> T count(Function<RequestMetrics.Counted, T> work) {
		RequestMetrics.Counted counted = this.metrics.begin();
		try {
			T answer = counted.during(work);
			counted.answered(200);
			return answer;
		}
		finally {
			this.metrics.end(counted);
		}
	}

	private double active() {
		return this.registry.get("classifier.requests.active").gauge().value();
	}

	private Timer stage(String stage) {
		return this.registry.get("classifier.stage").tag("stage", stage).timer();
	}

}
