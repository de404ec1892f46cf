package io.efficientnet.classifier.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Sends over connections that are kept alive: the one used last is taken first, and as
 * many are opened as there are requests at a time.
 */
final class HttpSender implements Sender {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	/** Well below the time after which servers usually close an idle connection. */
	private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

	private final InetSocketAddress server;

	private final ClassifyRequests requests;

	private final @Nullable SSLContext trust;

	private final Duration patience;

	private final Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();

	private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * A sender without connections yet.
	 * @param server its address
	 * @param requests what is sent
	 * @param trust in certificates at {@code https://}
	 * @param patience time for connecting, and for each answer to arrive completely
	 * @throws UnknownHostException if the host has no address
	 */
	HttpSender(URI server, ClassifyRequests requests, SSLContext trust, Duration patience) throws UnknownHostException {
		boolean secure = "https".equals(server.getScheme());
		int defaultPort = secure ? HTTPS_PORT : HTTP_PORT;
		this.server = new InetSocketAddress(server.getHost(), (server.getPort() >= 0) ? server.getPort() : defaultPort);
		if (this.server.isUnresolved()) {
			throw new UnknownHostException("No address is known for " + server.getHost());
		}
		this.requests = requests;
		this.trust = secure ? trust : null;
		this.patience = patience;
	}

	@Override
	public HttpAnswer send() throws IOException {
		HttpConnection connection = connection();
		boolean kept = false;
		try {
			HttpAnswer answer = connection.exchange(this.requests.next());
			kept = answer.reusable();
			return answer;
		}
		finally {
			if (kept) {
				this.idle.addFirst(connection);
			}
			else {
				close(connection);
			}
		}
	}

	private HttpConnection connection() throws IOException {
		HttpConnection connection = idleConnection();
		if (connection == null) {
			connection = HttpConnection.open(this.server, this.trust, this.patience);
			this.open.add(connection);
		}
		if (this.closed) {
			close(connection);
			throw new SocketException("The load has ended");
		}
		return connection;
	}

	private @Nullable HttpConnection idleConnection() {
		HttpConnection connection = this.idle.pollFirst();
		while (connection != null && connection.isIdleFor(LONGEST_IDLE)) {
			close(connection);
			connection = this.idle.pollFirst();
		}
		return connection;
	}

	private void close(HttpConnection connection) {
		this.open.remove(connection);
		connection.close();
	}

	@Override
	public void close() {
		this.closed = true;
		this.open.forEach(this::close);
	}

}
