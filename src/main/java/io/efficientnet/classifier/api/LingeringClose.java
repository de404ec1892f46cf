package io.efficientnet.classifier.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose request was refused before all of it had been read. Closing at
 * once would reset the connection, and a reset may overtake the answer.
 */
final class LingeringClose {

	private static final Logger logger = LoggerFactory.getLogger(LingeringClose.class);

	private static final Duration LONGEST = Duration.ofSeconds(2);

	private static final long LONGEST_PAUSE_MILLIS = 500;

	private static final int BUFFER_BYTES = 1 << 13;

	private LingeringClose() {
	}

	/**
	 * Says that nothing more will be sent, and discards what still comes for a short
	 * while.
	 * @param socket whose answer was written; to be closed by the caller
	 */
	static void of(SocketWrapperBase<?> socket) {
		// TLS says goodbye itself, and its records cannot be told apart here
		if (!(socket.getSocket() instanceof NioChannel channel) || channel instanceof SecureNioChannel) {
			return;
		}
		ByteBuffer discarded = ByteBuffer.allocate(BUFFER_BYTES);
		long end = System.nanoTime() + LONGEST.toNanos();
		try {
			channel.getIOChannel().shutdownOutput();
			socket.setReadTimeout(LONGEST_PAUSE_MILLIS);
			while (System.nanoTime() < end && socket.read(true, discarded.clear()) >= 0) {
				discarded.clear();
			}
		}
		catch (IOException ex) {
			logger.trace("The caller has closed, or pauses", ex);
		}
	}

}
