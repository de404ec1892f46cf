package io.efficientnet.classifier.api;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with limits that Tomcat does not have: on the time that all headers of a
 * request take together, and on bodies ({@link DeadlineInput}). Knows which connections
 * are at work.
 */
final class ClientProcessor extends Http11Processor {

	private static final long NOT_BEGUN = -1;

	private final long headersNanos;

	private final ClientConnections connections;

	private final LingeringClose lingering;

	private final ClientConnection connection;

	private ClientProcessor(Protocol protocol, ClientConnections connections) {
		super(protocol, protocol.getAdapter());
		this.headersNanos = protocol.headersNanos;
		this.connections = connections;
		this.lingering = protocol.lingering;
		Request coyote = this.request;
		this.connection = new ClientConnection(coyote::getStartTimeNanos);
		InputBuffer limited = new DeadlineInput(coyote.getInputBuffer(), () -> upload(coyote), this::getSocketWrapper,
				protocol.rate);
		coyote.setInputBuffer(new BodyMemoryInput(limited, () -> request(coyote)));
		coyote.setNote(ClientValve.CONNECTION_NOTE, this.connection);
	}

	/**
	 * Called for what came, which may be a part of the headers only; what Tomcat keeps of
	 * a request then has its start.
	 */
	@Override
	public SocketState service(SocketWrapperBase<?> socket) throws IOException {
		long start = this.request.getStartTimeNanos();
		if (start != NOT_BEGUN && System.nanoTime() - start > this.headersNanos) {
			return SocketState.CLOSED;
		}
		this.connection.begin(socket);
		this.connections.enter(this.connection);
		try {
			SocketState state = super.service(socket);
			if (state == SocketState.CLOSED && getErrorState().isError()) {
				this.lingering.end(socket);
			}
			return state;
		}
		finally {
			this.connection.end();
			this.connections.leave(this.connection);
		}
	}

	private static DeadlineInput.@Nullable Upload upload(Request coyote) {
		HttpServletRequest request = request(coyote);
		return (request != null) ? DeadlineInput.upload(request) : null;
	}

	private static @Nullable HttpServletRequest request(Request coyote) {
		return (coyote.getNote(CoyoteAdapter.ADAPTER_NOTES) instanceof HttpServletRequest request) ? request : null;
	}

	/** The protocol; public since Tomcat makes it by its name. */
	public static final class Protocol extends Http11NioProtocol {

		private @Nullable ClientConnections connections;

		private long headersNanos;

		private UploadRate rate = new UploadRate(0);

		private LingeringClose lingering = new LingeringClose(Integer.MAX_VALUE);

		private @Nullable Connector connector;

		/**
		 * Sets the limits, before the first connection comes.
		 * @param served port
		 * @param underWay told of every request
		 * @param limits on callers
		 */
		void limit(Connector served, ClientConnections underWay, ConnectionProperties limits) {
			this.connector = served;
			this.connections = underWay;
			this.headersNanos = limits.headers().toNanos();
			this.rate = new UploadRate(limits.uploadRate().toBytes());
		}

		/**
		 * Keeps threads free where there are few.
		 * @param most threads that may wait for refused callers at a time
		 */
		void setMostLingering(int most) {
			this.lingering = new LingeringClose(most);
		}

		@Override
		public void setAdapter(Adapter adapter) {
			Connector served = this.connector;
			super.setAdapter((served != null) ? new ServerWideOptions(served) : adapter);
		}

		@Override
		protected Processor createProcessor() {
			ClientConnections underWay = this.connections;
			return (underWay != null) ? new ClientProcessor(this, underWay) : super.createProcessor();
		}

	}

}
