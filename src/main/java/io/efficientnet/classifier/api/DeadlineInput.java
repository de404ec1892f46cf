package io.efficientnet.classifier.api;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read no longer than the request's deadline and no slower than
 * the minimum rate. Sits below Tomcat's multipart parser, which knows a time limit for
 * each read only: a caller who drips never meets that.
 */
final class DeadlineInput implements InputBuffer {

	private static final String UPLOAD = DeadlineInput.class.getName();

	private final InputBuffer body;

	private final Supplier<@Nullable Upload> upload;

	private final Supplier<SocketWrapperBase<?>> socket;

	private final UploadRate rate;

	DeadlineInput(InputBuffer body, Supplier<@Nullable Upload> upload, Supplier<SocketWrapperBase<?>> socket,
			UploadRate rate) {
		this.body = body;
		this.upload = upload;
		this.rate = rate;
		this.socket = socket;
	}

	/**
	 * Puts what is still to be read of a body under a deadline, and asks for the minimum
	 * rate from now on.
	 * @param request whose body it is
	 * @param deadline after which reads throw {@code DEADLINE_EXCEEDED}
	 */
	static void limit(HttpServletRequest request, Deadline deadline) {
		request.setAttribute(UPLOAD, new Upload(deadline, System.nanoTime()));
	}

	static @Nullable Upload upload(HttpServletRequest request) {
		return (request.getAttribute(UPLOAD) instanceof Upload upload) ? upload : null;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		Upload limited = this.upload.get();
		return (limited != null) ? read(handler, limited) : this.body.doRead(handler);
	}

	@Override
	public int available() {
		return this.body.available();
	}

	private int read(ApplicationBufferHandler handler, Upload limited) throws IOException {
		Deadline limit = limited.deadline;
		limit.check();
		SocketWrapperBase<?> connection = this.socket.get();
		long pauseMillis = connection.getReadTimeout();
		// Rounded up, so that the deadline has passed when the read gives up
		long leftMillis = TimeUnit.NANOSECONDS.toMillis(limit.remainingNanos()) + 1;
		connection.setReadTimeout((pauseMillis > 0) ? Math.min(pauseMillis, leftMillis) : leftMillis);
		try {
			int read = this.body.doRead(handler);
			limited.bytes += Math.max(read, 0);
			if (read >= 0) {
				this.rate.check(limited.bytes, System.nanoTime() - limited.startNanos);
			}
			return read;
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

	/** A body under way. */
	static final class Upload {

		private final Deadline deadline;

		private final long startNanos;

		private long bytes;

		Upload(Deadline deadline, long startNanos) {
			this.deadline = deadline;
			this.startNanos = startNanos;
		}

	}

}
