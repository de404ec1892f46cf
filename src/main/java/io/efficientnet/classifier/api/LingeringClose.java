package io.efficientnet.classifier.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections whose request was refused before all of it had been read. Closing at
 * once would reset the connection, and a reset may overtake the answer. Safe for
 * concurrent use.
 */
final class LingeringClose {

	private static final Logger logger = LoggerFactory.getLogger(LingeringClose.class);

	private static final Duration LONGEST = Duration.ofSeconds(2);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

	private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

	private static final int BUFFER_BYTES = 1 << 13;

	private final Semaphore places;

	/**
	 * An end for the connections of one port.
	 * @param most that may linger at a time, each on its thread; further ones are closed
	 * at once
	 */
	LingeringClose(int most) {
		this.places = new Semaphore(most);
	}

	/**
	 * Says that nothing more will be sent, and discards what still comes for a short
	 * while.
	 * @param socket whose answer was written; to be closed by the caller
	 */
	void end(SocketWrapperBase<?> socket) {
		if (socket.getSocket() instanceof NioChannel channel && this.places.tryAcquire()) {
			try {
				linger(channel);
			}
			catch (IOException ex) {
				logger.trace("The caller has closed", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				this.places.release();
			}
		}
	}

	private static void linger(NioChannel channel) throws IOException, InterruptedException {
		if (channel instanceof SecureNioChannel) {
			// Ends TLS and leaves the connection open; what comes then is discarded
			// undeciphered
			channel.close();
		}
		SocketChannel connection = channel.getIOChannel();
		connection.shutdownOutput();
		discard(connection);
	}

	private static void discard(SocketChannel connection) throws IOException, InterruptedException {
		ByteBuffer discarded = ByteBuffer.allocate(BUFFER_BYTES);
		long begin = System.nanoTime();
		long lastByte = begin;
		long now = begin;
		int read = connection.read(discarded);
		while (read >= 0 && now - begin < LONGEST.toNanos() && now - lastByte < LONGEST_PAUSE.toNanos()) {
			if (read == 0) {
				Thread.sleep(BETWEEN_LOOKS);
			}
			now = System.nanoTime();
			read = connection.read(discarded.clear());
			lastByte = (read > 0) ? now : lastByte;
		}
	}

}
