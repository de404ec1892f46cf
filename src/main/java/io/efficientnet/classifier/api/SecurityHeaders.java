package io.efficientnet.classifier.api;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * What browsers must not do with answers: guess their type, load anything from elsewhere
 * for them, show them in frames of other sites, tell other sites of them, or let pages of
 * other sites read them.
 */
final class SecurityHeaders {

	// The page shows pictures that people choose, as blobs and data
	private static final String POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private SecurityHeaders() {
	}

	static void set(HttpServletResponse response) {
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
	}

	/** On every answer, also on those to what is no request. */
	static final class Valve extends ValveBase {

		Valve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			set(response);
			getNext().invoke(request, response);
		}

	}

}
