package io.efficientnet.classifier.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Problem details (RFC 9457) with the member {@code kind}. The only table of status
 * codes.
 */
final class Problems {

	// RFC 9457, 4.2.1: the status says it all; kind tells failures apart
	private static final URI NO_FURTHER_MEANING = URI.create("about:blank");

	private static final String NEEDS_KEY = "A valid key is needed, either as " + HttpHeaders.AUTHORIZATION + ": "
			+ ApiKeyHeader.SCHEME + " KEY or as " + ApiKeyHeader.NAME + ": KEY";

	private static final Duration SOON = Duration.ofSeconds(1);

	private Problems() {
	}

	static ProblemDetail of(ServiceException failure) {
		return of(status(failure.kind()), failure.kind(), String.valueOf(failure.getMessage()));
	}

	static ProblemDetail of(HttpStatusCode status, FailureKind kind, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		return mark(problem, kind);
	}

	/**
	 * A failure of which only the status is known.
	 * @param status of the answer
	 * @param path of the request; null where it could not be read
	 * @return kind {@code UNAUTHORIZED} for want of a key, {@code INVALID_REQUEST} for
	 * the caller's other faults, else {@code INTERNAL}
	 */
	static ProblemDetail of(HttpStatusCode status, @Nullable String path) {
		if (!status.is4xxClientError()) {
			return locate(of(status, FailureKind.INTERNAL, "An internal error; the server's log has it"), path);
		}
		if (status.value() == HttpStatus.UNAUTHORIZED.value()) {
			return locate(of(status, FailureKind.UNAUTHORIZED, NEEDS_KEY), path);
		}
		String detail = (status.value() == HttpStatus.NOT_FOUND.value()) ? "Nothing is served at this address"
				: "The address, a header or the form of the request is not acceptable";
		return locate(of(status, FailureKind.INVALID_REQUEST, detail), path);
	}

	/**
	 * Says which request a problem is of.
	 * @param problem to add to
	 * @param path of the request; null or no URI where the caller sent none
	 * @return the same problem
	 */
	static ProblemDetail locate(ProblemDetail problem, @Nullable String path) {
		try {
			problem.setInstance((path != null) ? new URI(path) : null);
		}
		catch (URISyntaxException ex) {
			problem.setInstance(null);
		}
		return problem;
	}

	/**
	 * Adds the members that every problem of this service has.
	 * @param problem to add to
	 * @param kind of the failure
	 * @return the same problem
	 */
	static ProblemDetail mark(ProblemDetail problem, FailureKind kind) {
		problem.setType(NO_FURTHER_MEANING);
		problem.setProperty("kind", kind.id());
		return problem;
	}

	static HttpStatusCode status(FailureKind kind) {
		return switch (kind) {
			case INVALID_REQUEST, CLIENT_GONE -> HttpStatus.BAD_REQUEST;
			case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
			case UNKNOWN_MODEL -> HttpStatus.NOT_FOUND;
			case IMAGE_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
			case UNSUPPORTED_FORMAT -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
			case UNDECODABLE_IMAGE -> HttpStatus.UNPROCESSABLE_CONTENT;
			case OVERLOADED -> HttpStatus.TOO_MANY_REQUESTS;
			case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
			case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
			case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
		};
	}

	/**
	 * The header {@code Retry-After} of an answer.
	 * @param failure what is answered
	 * @return whole seconds, at least 1; null where the status takes no such header
	 */
	static @Nullable String retryAfter(ServiceException failure) {
		if (failure.kind() != FailureKind.OVERLOADED && failure.kind() != FailureKind.UNAVAILABLE) {
			return null;
		}
		Duration known = failure.retryAfter();
		Duration wait = (known != null) ? known : SOON;
		return Long.toString(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
	}

	/**
	 * How the request counts.
	 * @param kind of its failure
	 * @return one of the outcomes of the meter {@code classifier.requests}
	 */
	static Outcome outcome(FailureKind kind) {
		return switch (kind) {
			case INVALID_REQUEST, UNAUTHORIZED, UNKNOWN_MODEL, IMAGE_TOO_LARGE, UNSUPPORTED_FORMAT, UNDECODABLE_IMAGE ->
				Outcome.CLIENT_ERROR;
			case OVERLOADED -> Outcome.SHED;
			case DEADLINE_EXCEEDED -> Outcome.DEADLINE;
			case CLIENT_GONE -> Outcome.CANCELLED;
			case INTERNAL, UNAVAILABLE -> Outcome.ERROR;
		};
	}

	/**
	 * How a request counts of which only the status is known: one that was refused before
	 * its work began.
	 * @param status of the answer
	 * @return one of the outcomes of the meter {@code classifier.requests}
	 */
	static Outcome outcome(HttpStatusCode status) {
		if (status.is4xxClientError()) {
			return Outcome.CLIENT_ERROR;
		}
		return status.isError() ? Outcome.ERROR : Outcome.OK;
	}

	/** How requests end. */
	enum Outcome {

		OK, CLIENT_ERROR, SHED, DEADLINE, CANCELLED, ERROR;

		String id() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
