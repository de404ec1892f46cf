package io.efficientnet.classifier.traffic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server on this machine that does as it is told with each request. Closing it
 * closes all connections.
 */
public final class StubServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Script script;

	private final AtomicInteger requests = new AtomicInteger();

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	public StubServer(Script script) {
		this.script = script;
		try {
			this.listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * The bytes of an answer.
	 * @param status of HTTP
	 * @param headers each ended by a line break
	 * @param body text
	 * @return head and body
	 */
	public static String answer(int status, String headers, String body) {
		return ("HTTP/1.1 " + status + " \nContent-Length: " + body.length() + "\n" + headers + "\n").replace("\n",
				"\r\n") + body;
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.listener.getLocalPort());
	}

	public int requests() {
		return this.requests.get();
	}

	int connections() {
		return this.connections.size();
	}

	@Override
	public void close() {
		close(this.listener);
		this.connections.forEach(StubServer::close);
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.listener.accept();
				this.connections.add(connection);
				Thread.ofVirtual().start(() -> serve(connection));
			}
		}
		catch (IOException ex) {
			// Closed, as it ends.
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			connection.setTcpNoDelay(true);
			InputStream in = new BufferedInputStream(connection.getInputStream());
			while (readRequest(in)) {
				String answer = this.script.answer(this.requests.getAndIncrement());
				if (answer.isEmpty()) {
					connection.setSoLinger(true, 0);
					return;
				}
				connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
				if (answer.contains("Connection: close")) {
					return;
				}
			}
		}
		catch (IOException ex) {
			// The client left, as clients do.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean readRequest(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				return false;
			}
			head.append((char) next);
		}
		String lower = head.toString().toLowerCase(Locale.ROOT);
		int start = lower.indexOf("content-length: ") + "content-length: ".length();
		in.skipNBytes(Long.parseLong(lower.substring(start, lower.indexOf("\r\n", start))));
		return true;
	}

	private static void close(AutoCloseable socket) {
		try {
			socket.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What the server does with a request that it has read completely. */
	public interface Script {

		/**
		 * Answers, perhaps after waiting.
		 * @param request number of requests before this one
		 * @return the bytes of the answer; none resets the connection
		 * @throws InterruptedException never in practice
		 */
		String answer(int request) throws InterruptedException;

	}

}
