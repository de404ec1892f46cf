package io.efficientnet.classifier.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.shutdown.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * The HTTP port as the drain sees it. Tomcat's own graceful stop would drop what arrives
 * on open connections; here it is refused.
 */
final class HttpDoor implements Door, HandlerInterceptor {

	private final ClientConnections connections;

	private final List<ClientProcessor.Protocol> protocols = new CopyOnWriteArrayList<>();

	private volatile boolean isClosing;

	private volatile boolean isClosed;

	HttpDoor(ClientConnections connections) {
		this.connections = connections;
	}

	void add(ClientProcessor.Protocol protocol) {
		this.protocols.add(protocol);
	}

	@Override
	public void closeConnectionsAfterAnswers() {
		this.isClosing = true;
		this.protocols.forEach((protocol) -> protocol.setMaxKeepAliveRequests(1));
	}

	@Override
	public void close() {
		this.protocols.forEach(ClientProcessor.Protocol::closeServerSocketGraceful);
		this.isClosed = true;
	}

	@Override
	public boolean awaitIdle(Duration limit) throws InterruptedException {
		return this.connections.awaitIdle(limit);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (this.isClosed) {
			throw ServiceException.stopping(null);
		}
		return true;
	}

	/**
	 * Ends the connection of an answer whose request came before the signal to stop.
	 * @param headers of the answer
	 */
	void mark(HttpHeaders headers) {
		if (this.isClosing) {
			headers.set(HttpHeaders.CONNECTION, "close");
		}
	}

}
