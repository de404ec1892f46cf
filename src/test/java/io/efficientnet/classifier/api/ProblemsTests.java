package io.efficientnet.classifier.api;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTests {

	@Test
	void givesEachKindItsDocumentedStatus() {
		Map<FailureKind, Integer> statuses = new EnumMap<>(FailureKind.class);
		for (FailureKind kind : FailureKind.values()) {
			statuses.put(kind, Problems.status(kind).value());
		}

		assertThat(statuses).hasSize(FailureKind.values().length)
			.containsEntry(FailureKind.INVALID_REQUEST, 400)
			.containsEntry(FailureKind.UNAUTHORIZED, 401)
			.containsEntry(FailureKind.UNKNOWN_MODEL, 404)
			.containsEntry(FailureKind.IMAGE_TOO_LARGE, 413)
			.containsEntry(FailureKind.UNSUPPORTED_FORMAT, 415)
			.containsEntry(FailureKind.UNDECODABLE_IMAGE, 422)
			.containsEntry(FailureKind.OVERLOADED, 429)
			.containsEntry(FailureKind.INTERNAL, 500)
			.containsEntry(FailureKind.UNAVAILABLE, 503)
			.containsEntry(FailureKind.DEADLINE_EXCEEDED, 504);
	}

	@ParameterizedTest
	@EnumSource
	void namesTheKindAndWhatHappened(FailureKind kind) {
		ProblemDetail problem = Problems.of(new ServiceException(kind, "What happened"));

		assertThat(problem.getStatus()).isEqualTo(Problems.status(kind).value());
		assertThat(problem.getDetail()).isEqualTo("What happened");
		assertThat(problem.getTitle()).isNotBlank();
		assertThat(problem.getProperties()).containsEntry("kind", kind.id());
	}

	@ParameterizedTest
	@CsvSource({ "OVERLOADED, 0, 1", "OVERLOADED, 1000, 1", "OVERLOADED, 1001, 2", "OVERLOADED, 2500, 3",
			"UNAVAILABLE, 60000, 60" })
	void asksToComeBackInWholeSecondsRoundedUp(FailureKind kind, long millis, String header) {
		ServiceException refusal = new ServiceException(kind, "Later", null, Duration.ofMillis(millis));

		assertThat(Problems.retryAfter(refusal)).isEqualTo(header);
	}

	@ParameterizedTest
	@EnumSource(names = { "OVERLOADED", "UNAVAILABLE" })
	void asksToComeBackSoonWhereTheWaitIsNotKnown(FailureKind kind) {
		assertThat(Problems.retryAfter(new ServiceException(kind, "Later"))).isEqualTo("1");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "OVERLOADED", "UNAVAILABLE" })
	void asksNobodyElseToComeBack(FailureKind kind) {
		ServiceException failure = new ServiceException(kind, "No", null, Duration.ofSeconds(3));

		assertThat(Problems.retryAfter(failure)).isNull();
	}

	@Test
	void keepsTheCauseToItself() {
		ServiceException failure = new ServiceException(FailureKind.INTERNAL, "It failed",
				new IllegalStateException("native text"));

		assertThat(Problems.of(failure).toString()).doesNotContain("native text", "IllegalStateException");
	}

	@ParameterizedTest
	@CsvSource({ "INVALID_REQUEST, client_error", "UNAUTHORIZED, client_error", "UNKNOWN_MODEL, client_error",
			"IMAGE_TOO_LARGE, client_error", "UNSUPPORTED_FORMAT, client_error", "UNDECODABLE_IMAGE, client_error",
			"OVERLOADED, shed", "CLIENT_GONE, cancelled", "INTERNAL, error", "UNAVAILABLE, error",
			"DEADLINE_EXCEEDED, deadline" })
	void countsEachKindAsAnOutcome(FailureKind kind, String outcome) {
		assertThat(Problems.outcome(kind).id()).isEqualTo(outcome);
	}

	@ParameterizedTest
	@CsvSource({ "400, invalid-request", "404, invalid-request", "414, invalid-request", "500, internal",
			"503, internal" })
	void tellsTheCallersFaultsFromTheServersWhereOnlyTheStatusIsKnown(int status, String kind) {
		ProblemDetail problem = Problems.of(HttpStatusCode.valueOf(status), "/v1/a%2Fb");

		assertThat(problem.getStatus()).isEqualTo(status);
		assertThat(problem.getProperties()).containsEntry("kind", kind);
		assertThat(problem.getDetail()).isNotBlank();
		assertThat(problem.getInstance()).hasToString("/v1/a%2Fb");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "/v1/[x")
	void locatesNoProblemWhereTheAddressIsNone(@Nullable String path) {
		assertThat(Problems.of(HttpStatus.BAD_REQUEST, path).getInstance()).isNull();
	}

}
