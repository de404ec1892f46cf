package io.efficientnet.classifier.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpHeaders;

/**
 * Has valves see {@code OPTIONS *}, as {@code OPTIONS /}. Tomcat would answer it before
 * them, and so to callers without a key.
 */
final class ServerWideOptions extends CoyoteAdapter {

	private static final String ASKED = ServerWideOptions.class.getName();

	ServerWideOptions(Connector connector) {
		super(connector);
	}

	@Override
	protected boolean postParseRequest(org.apache.coyote.Request coyoteRequest, Request request,
			org.apache.coyote.Response coyoteResponse, Response response) throws IOException, ServletException {
		boolean asked = coyoteRequest.requestURI().equals("*") && "OPTIONS".equals(coyoteRequest.getMethod());
		if (asked) {
			byte[] root = "/".getBytes(StandardCharsets.US_ASCII);
			coyoteRequest.requestURI().setBytes(root, 0, root.length);
		}
		boolean parsed = super.postParseRequest(coyoteRequest, request, coyoteResponse, response);
		if (asked) {
			request.setAttribute(ASKED, true);
		}
		return parsed;
	}

	/** Answers in Tomcat's place. */
	static final class Valve extends ValveBase {

		Valve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			if (request.getAttribute(ASKED) != null) {
				response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, DELETE, OPTIONS");
			}
			else {
				getNext().invoke(request, response);
			}
		}

	}

}
