package io.efficientnet.classifier.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that a request came on, while the request is under way. The servlet
 * container does not look at a connection between reading a request and answering it, so
 * this does: a thread that waits for its answer in {@link #watching} is interrupted when
 * its caller hangs up.
 */
final class ClientConnection {

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private static final String ATTRIBUTE = ClientConnection.class.getName();

	private static final long NOT_BEGUN = -1;

	private final LongSupplier requestStart;

	// Guarded by this: whoever looks must not meet a thread that reads or writes.
	private @Nullable SocketWrapperBase<?> socket;

	private @Nullable Thread waiting;

	private boolean isGone;

	/**
	 * A connection without a request.
	 * @param requestStart when the first byte of the request came, by
	 * {@code System.nanoTime}; -1 while none did
	 */
	ClientConnection(LongSupplier requestStart) {
		this.requestStart = requestStart;
	}

	synchronized void begin(SocketWrapperBase<?> connection) {
		this.socket = connection;
		this.isGone = false;
	}

	synchronized void end() {
		this.socket = null;
	}

	void attachTo(org.apache.catalina.connector.Request request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * Does work that neither reads the request nor writes the answer, as long as the
	 * caller is there. A caller who says that nothing more will be sent counts as gone,
	 * as with other servers.
	 * @param request which has been read to its end
	 * @param work what to do; ends early when interrupted
	 * @param <T> type of the outcome
	 * @return the outcome
	 * @throws ServiceException {@code CLIENT_GONE}, and whatever the work throws
	 */
	static <T> T watching(HttpServletRequest request, Supplier<T> work) {
		return (request.getAttribute(ATTRIBUTE) instanceof ClientConnection connection) ? connection.watching(work)
				: work.get();
	}

	private <T> T watching(Supplier<T> work) {
		setWaiting(Thread.currentThread());
		try {
			return work.get();
		}
		catch (ServiceException ex) {
			throw isGone() ? ServiceException.hungUp(ex) : ex;
		}
		finally {
			setWaiting(null);
		}
	}

	/**
	 * Interrupts the thread that waits if its caller hung up, and cuts off a request that
	 * takes too long.
	 * @param nowNanos the time
	 * @param longestNanos for one request
	 */
	synchronized void look(long nowNanos, long longestNanos) {
		SocketWrapperBase<?> connection = this.socket;
		if (connection == null) {
			return;
		}
		Thread thread = this.waiting;
		if (thread != null && !this.isGone && hasHungUp(connection)) {
			this.isGone = true;
			thread.interrupt();
		}
		long start = this.requestStart.getAsLong();
		if (start != NOT_BEGUN && nowNanos - start > longestNanos) {
			cut(connection);
		}
	}

	private synchronized void setWaiting(@Nullable Thread thread) {
		this.waiting = thread;
		if (thread == null && this.isGone) {
			// Meant for the work, which is over
			Thread.interrupted();
		}
	}

	private synchronized boolean isGone() {
		return this.isGone;
	}

	private static boolean hasHungUp(SocketWrapperBase<?> connection) {
		ByteBuffer next = ByteBuffer.allocate(1);
		try {
			// A byte that is there belongs to the next request
			if (connection.read(false, next) > 0) {
				connection.unRead(next.flip());
			}
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Ends what is read and written. Closing is left to the thread that reads or writes:
	 * Tomcat gives the channels of closed connections to new ones.
	 */
	private static void cut(SocketWrapperBase<?> connection) {
		if (connection.getSocket() instanceof NioChannel channel) {
			try {
				channel.getIOChannel().shutdownInput().shutdownOutput();
			}
			catch (IOException ex) {
				logger.debug("A connection to cut off was closed already", ex);
			}
		}
	}

}
