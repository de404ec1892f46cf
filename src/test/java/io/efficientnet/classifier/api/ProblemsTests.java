package io.efficientnet.classifier.api;

import java.util.EnumMap;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

}
