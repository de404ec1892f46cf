package io.efficientnet.classifier.api;

import java.io.IOException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Failures to problem details. */
@RestControllerAdvice
class FailureAdvice extends ResponseEntityExceptionHandler {

	private static final Logger logger = LoggerFactory.getLogger(FailureAdvice.class);

	@ExceptionHandler
	@Nullable ResponseEntity<Object> onServiceException(ServiceException ex, HttpServletResponse response) {
		if (ex.kind() == FailureKind.CLIENT_GONE) {
			logger.debug("Request given up", ex);
			response.setStatus(Problems.status(ex.kind()).value());
			response.setHeader(HttpHeaders.CONNECTION, "close");
			return null;
		}
		if (ex.kind() == FailureKind.INTERNAL) {
			logger.error("Request failed: {}", ex.getMessage(), ex);
		}
		ProblemDetail problem = Problems.of(ex);
		ResponseEntity.BodyBuilder answer = answer(problem);
		String retryAfter = Problems.retryAfter(ex);
		if (retryAfter != null) {
			answer.header(HttpHeaders.RETRY_AFTER, retryAfter);
		}
		return answer.body(problem);
	}

	@ExceptionHandler
	ResponseEntity<Object> onMultipartException(MultipartException ex) {
		logger.debug("Multipart request refused", ex);
		FailureKind kind = isTooLarge(ex) ? FailureKind.IMAGE_TOO_LARGE : FailureKind.INVALID_REQUEST;
		String detail = isTooLarge(ex)
				? "The request has more bytes or parts than allowed (classifier.limits.request, .images-per-request)"
				: "The multipart body is malformed or ended early";
		ProblemDetail problem = Problems.of(Problems.status(kind), kind, detail);
		return answer(problem).body(problem);
	}

	/** Only callers fail to be read from or written to. */
	@ExceptionHandler
	void onIoException(IOException ex, HttpServletRequest request) {
		logger.debug("The caller hung up", ex);
		RequestMetrics.Counted.of(request).hungUp();
	}

	@ExceptionHandler
	ResponseEntity<Object> onAnythingElse(Exception ex) {
		logger.error("Request failed", ex);
		ProblemDetail problem = Problems.of(Problems.status(FailureKind.INTERNAL), FailureKind.INTERNAL,
				"An internal error; the server's log has it");
		return answer(problem).body(problem);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(MaxUploadSizeExceededException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return onMultipartException(ex);
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		if (body instanceof ProblemDetail problem) {
			Problems.mark(problem, status.is4xxClientError() ? FailureKind.INVALID_REQUEST : FailureKind.INTERNAL);
		}
		return super.createResponseEntity(body, headers, status, request);
	}

	private static boolean isTooLarge(MultipartException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof MaxUploadSizeExceededException
					|| cause.getClass().getSimpleName().endsWith("LimitExceededException")) {
				return true;
			}
		}
		return false;
	}

	private static ResponseEntity.BodyBuilder answer(ProblemDetail problem) {
		return ResponseEntity.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

}
