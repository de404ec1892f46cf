package io.efficientnet.classifier.api;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * A body that is left unread. Tomcat would read it to its end, so that the connection can
 * take another request; from a caller without a key that is too much.
 */
final class UnreadBody {

	private static final String LEFT = UnreadBody.class.getName();

	private UnreadBody() {
	}

	/**
	 * Ends the connection behind the answer, if the request has a body.
	 * @param request of which nothing has been read
	 * @param response not yet written
	 */
	static void leave(HttpServletRequest request, HttpServletResponse response) {
		if (request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
			request.setAttribute(LEFT, true);
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
	}

	/** Tells Tomcat, which filters cannot reach. */
	static final class Valve extends ValveBase {

		Valve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			getNext().invoke(request, response);
			if (request.getAttribute(LEFT) != null) {
				request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			}
		}

	}

}
