package io.efficientnet.classifier.api;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.MDC;

/**
 * Gives every request an id that logs and the answer carry, and lets it know its
 * connection.
 */
final class ClientValve extends ValveBase {

	/**
	 * Where a request of the protocol keeps its connection; Tomcat uses the first few.
	 */
	static final int CONNECTION_NOTE = 8;

	private static final String LOG_KEY = "requestId";

	ClientValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getCoyoteRequest().getNote(CONNECTION_NOTE) instanceof ClientConnection connection) {
			connection.attachTo(request);
		}
		String id = RequestId.of(request.getHeader(RequestId.HEADER));
		response.setHeader(RequestId.HEADER, id);
		try (MDC.MDCCloseable _ = MDC.putCloseable(LOG_KEY, id)) {
			getNext().invoke(request, response);
		}
	}

}
