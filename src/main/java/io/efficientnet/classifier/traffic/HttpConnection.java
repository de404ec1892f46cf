package io.efficientnet.classifier.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, for one request at a time. A request is never sent twice, so
 * that one which the server dropped is seen as a failure.
 */
final class HttpConnection implements Closeable {

	private final Socket socket;

	private final OutputStream out;

	private final HttpAnswerReader answers;

	private final Duration patience;

	private long deadline;

	private long lastUse;

	private HttpConnection(Socket socket, Duration patience) throws IOException {
		this.socket = socket;
		this.patience = patience;
		this.out = socket.getOutputStream();
		this.answers = new HttpAnswerReader(new PatientInput(socket.getInputStream()));
	}

	/**
	 * Connects.
	 * @param server resolved address
	 * @param trust in its certificate; null for a server without TLS
	 * @param patience time for connecting, and for each answer to arrive completely
	 * @return an open connection
	 */
	static HttpConnection open(InetSocketAddress server, @Nullable SSLContext trust, Duration patience)
			throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.connect(server, Math.toIntExact(patience.toMillis()));
			return new HttpConnection((trust != null) ? secure(socket, server, trust, patience) : socket, patience);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static Socket secure(Socket plain, InetSocketAddress server, SSLContext trust, Duration patience)
			throws IOException {
		SSLSocket socket = (SSLSocket) trust.getSocketFactory()
			.createSocket(plain, server.getHostString(), server.getPort(), true);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
		socket.startHandshake();
		return socket;
	}

	/**
	 * Sends a request and reads its answer.
	 * @param request head and body
	 * @return the answer
	 */
	HttpAnswer exchange(byte[] request) throws IOException {
		this.deadline = System.nanoTime() + this.patience.toNanos();
		HttpAnswer answer;
		try {
			answer = answerTo(request);
		}
		catch (SocketTimeoutException ex) {
			throw new SocketTimeoutException("No answer within " + this.patience.toMillis() + " ms");
		}
		this.lastUse = System.nanoTime();
		return answer;
	}

	private HttpAnswer answerTo(byte[] request) throws IOException {
		try {
			this.out.write(request);
		}
		catch (IOException ex) {
			// A server may refuse a request before it has read it, and close.
			HttpAnswer refusal = this.answers.read();
			return new HttpAnswer(refusal.status(), false, refusal.text());
		}
		return this.answers.read();
	}

	boolean isIdleFor(Duration time) {
		return System.nanoTime() - this.lastUse > time.toNanos();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// The socket is gone either way.
		}
	}

	/** Waits no longer than the deadline, however slowly bytes trickle in. */
	private final class PatientInput extends InputStream {

		private static final long NANOS_PER_MILLISECOND = 1_000_000;

		private final InputStream in;

		PatientInput(InputStream in) {
			this.in = in;
		}

		@Override
		public int read() {
			throw new UnsupportedOperationException("Answers are read by the buffer");
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			long left = HttpConnection.this.deadline - System.nanoTime();
			if (left <= 0) {
				throw new SocketTimeoutException();
			}
			HttpConnection.this.socket.setSoTimeout((int) Math.ceilDiv(left, NANOS_PER_MILLISECOND));
			return this.in.read(target, offset, length);
		}

	}

}
