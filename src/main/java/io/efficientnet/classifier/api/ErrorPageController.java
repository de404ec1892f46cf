package io.efficientnet.classifier.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the servlet container forwards failures outside the handlers. There is nothing
 * for callers who ask for it themselves.
 */
@RestController
class ErrorPageController implements ErrorController {

	@RequestMapping("${spring.web.error.path:${error.path:/error}}")
	ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
		boolean forwarded = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer;
		HttpStatusCode status = forwarded
				? HttpStatusCode.valueOf((Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE))
				: HttpStatus.NOT_FOUND;
		Object path = forwarded ? request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) : request.getRequestURI();
		return ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(Problems.of(status, String.valueOf(path)));
	}

}
