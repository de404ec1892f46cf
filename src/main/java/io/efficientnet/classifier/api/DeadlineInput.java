package io.efficientnet.classifier.api;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Adapter;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read no longer than the request's deadline. Sits below Tomcat's
 * multipart parser, which knows a time limit for each read only: a caller who drips never
 * meets that.
 */
final class DeadlineInput implements InputBuffer {

	private static final String DEADLINE = DeadlineInput.class.getName();

	private final InputBuffer body;

	private final Supplier<@Nullable Deadline> deadline;

	private final Supplier<SocketWrapperBase<?>> socket;

	DeadlineInput(InputBuffer body, Supplier<@Nullable Deadline> deadline, Supplier<SocketWrapperBase<?>> socket) {
		this.body = body;
		this.deadline = deadline;
		this.socket = socket;
	}

	/**
	 * Puts what is still to be read of a body under a deadline.
	 * @param request whose body it is
	 * @param deadline after which reads throw {@code DEADLINE_EXCEEDED}
	 */
	static void limit(HttpServletRequest request, Deadline deadline) {
		request.setAttribute(DEADLINE, deadline);
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		Deadline limit = this.deadline.get();
		return (limit != null) ? read(handler, limit) : this.body.doRead(handler);
	}

	@Override
	public int available() {
		return this.body.available();
	}

	private int read(ApplicationBufferHandler handler, Deadline limit) throws IOException {
		limit.check();
		SocketWrapperBase<?> connection = this.socket.get();
		long pauseMillis = connection.getReadTimeout();
		// Rounded up, so that the deadline has passed when the read gives up
		long leftMillis = TimeUnit.NANOSECONDS.toMillis(limit.remainingNanos()) + 1;
		connection.setReadTimeout((pauseMillis > 0) ? Math.min(pauseMillis, leftMillis) : leftMillis);
		try {
			return this.body.doRead(handler);
		}
		catch (SocketTimeoutException ex) {
			limit.check();
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"The body stopped coming for " + pauseMillis + " ms; send it without pauses", ex);
		}
		catch (BadRequestException ex) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The chunks of the body are malformed", ex);
		}
		// Not passed on: Tomcat would answer it with an error page
		catch (IOException ex) {
			throw new ServiceException(FailureKind.CLIENT_GONE, "The request's body ended early", ex);
		}
		finally {
			connection.setReadTimeout(pauseMillis);
		}
	}

	/** HTTP/1.1 with such bodies; public since Tomcat makes it by its name. */
	public static final class Protocol extends Http11NioProtocol {

		@Override
		protected Processor createProcessor() {
			return new DeadlineProcessor(this, getAdapter());
		}

	}

	private static final class DeadlineProcessor extends Http11Processor {

		DeadlineProcessor(Protocol protocol, Adapter adapter) {
			super(protocol, adapter);
			Request coyote = this.request;
			InputBuffer limited = new DeadlineInput(coyote.getInputBuffer(), () -> deadline(coyote),
					this::getSocketWrapper);
			coyote.setInputBuffer(new BodyMemoryInput(limited, () -> request(coyote)));
		}

		private static @Nullable Deadline deadline(Request coyote) {
			HttpServletRequest request = request(coyote);
			return (request != null && request.getAttribute(DEADLINE) instanceof Deadline deadline) ? deadline : null;
		}

		private static @Nullable HttpServletRequest request(Request coyote) {
			return (coyote.getNote(CoyoteAdapter.ADAPTER_NOTES) instanceof HttpServletRequest request) ? request : null;
		}

	}

}
