package io.efficientnet.classifier.api;

import java.io.IOException;
import java.util.Set;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.security.AccessPolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses every request without an accepted key, whatever it asks for, before anything of
 * its body is read. Open are a few addresses, and only as they are spelled here: what
 * needs to be decoded or normalised first needs a key.
 */
final class AccessFilter extends HttpFilter implements Ordered {

	// Behind what counts requests, before what reads their bodies
	static final int ORDER = CountingFilter.ORDER + 1;

	private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/actuator/health/liveness",
			"/actuator/health/readiness");

	private static final String METRICS = "/actuator/prometheus";

	private final transient AccessPolicy policy;

	private final transient JsonMapper json;

	AccessFilter(AccessPolicy policy, JsonMapper json) {
		this.policy = policy;
		this.json = json;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!this.policy.needsKeys() || isOpen(request) || hasKey(request)) {
			chain.doFilter(request, response);
		}
		else {
			refuse(request, response);
		}
	}

	private boolean isOpen(HttpServletRequest request) {
		String method = request.getMethod();
		String path = request.getRequestURI();
		return (method.equals("GET") || method.equals("HEAD"))
				&& (PROBES.contains(path) || (path.equals(METRICS) && this.policy.hasOpenMetrics()));
	}

	private boolean hasKey(HttpServletRequest request) {
		String key = ApiKeyHeader.of(request);
		return key != null && this.policy.accepts(key);
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ProblemDetail problem = Problems.of(Problems.status(FailureKind.UNAUTHORIZED), FailureKind.UNAUTHORIZED,
				"A valid key is needed, either as " + HttpHeaders.AUTHORIZATION + ": " + ApiKeyHeader.SCHEME
						+ " KEY or as " + ApiKeyHeader.NAME + ": KEY");
		byte[] body = this.json.writeValueAsBytes(Problems.locate(problem, request.getRequestURI()));
		response.setStatus(problem.getStatus());
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, ApiKeyHeader.SCHEME);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		UnreadBody.leave(request, response);
		response.getOutputStream().write(body);
	}

}
