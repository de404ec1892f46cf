package io.efficientnet.classifier.api;

import java.io.IOException;
import java.security.Principal;
import java.util.Set;
import java.util.function.Consumer;

import io.efficientnet.classifier.security.AccessPolicy;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * Refuses every request without an accepted key, whatever it asks for and whoever would
 * answer it, before anything of its body is read. Open are a few addresses, only as they
 * are spelled here and without a body: what needs to be decoded, normalised or read first
 * needs a key.
 */
final class AccessValve extends ValveBase {

	private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/actuator/health/liveness",
			"/actuator/health/readiness");

	private static final String METRICS = "/actuator/prometheus";

	// Health has details for whoever is somebody
	private static final Principal CALLER = () -> "caller";

	private final AccessPolicy policy;

	private final Consumer<Request> refusals;

	/**
	 * A valve for one port.
	 * @param policy says who may pass
	 * @param refusals told of each request that is refused for want of a key
	 */
	AccessValve(AccessPolicy policy, Consumer<Request> refusals) {
		super(true);
		this.policy = policy;
		this.refusals = refusals;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (!this.policy.needsKeys() || hasKey(request)) {
			request.setUserPrincipal(CALLER);
			getNext().invoke(request, response);
		}
		else if (isOpen(request, response)) {
			getNext().invoke(request, response);
		}
		else {
			refuse(request, response);
		}
	}

	private boolean hasKey(Request request) {
		String key = ApiKeyHeader.of(request);
		return key != null && this.policy.accepts(key);
	}

	private boolean isOpen(Request request, Response response) {
		String method = request.getMethod();
		String path = request.getRequestURI();
		return !response.isError() && !hasBody(request) && ("GET".equals(method) || "HEAD".equals(method))
				&& (PROBES.contains(path) || (METRICS.equals(path) && this.policy.hasOpenMetrics()));
	}

	private void refuse(Request request, Response response) throws IOException {
		// What Tomcat could not read keeps its status: a key may stand where it stopped
		if (!response.isError() || response.getStatus() != HttpServletResponse.SC_BAD_REQUEST) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, ApiKeyHeader.SCHEME);
			response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
			this.refusals.accept(request);
		}
		if (hasBody(request)) {
			// Tomcat would read it to its end, for the sake of the next request
			response.setHeader(HttpHeaders.CONNECTION, "close");
			request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
		}
	}

	private static boolean hasBody(Request request) {
		String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
		return (length != null && !length.equals("0")) || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

}
