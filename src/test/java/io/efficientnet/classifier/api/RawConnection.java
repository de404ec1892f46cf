package io.efficientnet.classifier.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What no well-behaved HTTP client sends. */
final class RawConnection implements AutoCloseable {

	private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

	private static final int PAUSE_MILLIS = 50;

	private static final int LARGE_BYTES = 16_000_000;

	private final Socket socket;

	RawConnection(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	RawConnection(Socket socket) {
		this.socket = socket;
	}

	RawConnection send(String text) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
		return this;
	}

	/**
	 * Sends a request and more of its body than buffers hold, though not all, whatever
	 * the server says.
	 * @param request method and target
	 * @param headers further ones
	 */
	RawConnection sendBodyOf(String request, String headers) throws IOException {
		send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n" + headers + "\r\n\r\n");
		this.socket.getOutputStream().write(new byte[LARGE_BYTES]);
		return this;
	}

	/** Says that nothing more will be sent, while still listening. */
	RawConnection endSending() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Sends one byte after each pause until the server answers.
	 * @param most bytes to send
	 * @return the whole answer
	 */
	String answerToDrip(int most) throws IOException {
		for (int i = 0; i < most; i++) {
			this.socket.setSoTimeout(PAUSE_MILLIS);
			try {
				int first = this.socket.getInputStream().read();
				return (char) first + answer();
			}
			catch (SocketTimeoutException ex) {
				send("x");
			}
		}
		throw new AssertionError("No answer while " + most + " bytes dripped");
	}

	/**
	 * Sends one byte after each pause until the server closes the connection.
	 * @param most bytes to send
	 * @return whether it closed the connection without an answer
	 */
	boolean isEndedWhileDripping(int most) throws IOException {
		this.socket.setSoTimeout(PAUSE_MILLIS);
		for (int i = 0; i < most; i++) {
			try {
				return this.socket.getInputStream().read() < 0;
			}
			catch (SocketTimeoutException ex) {
				send("x");
			}
			catch (SocketException ex) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Waits for the answer.
	 * @return status line, headers and body; what came of it where the server closed
	 * early
	 */
	String answer() throws IOException {
		this.socket.setSoTimeout(0);
		InputStream in = this.socket.getInputStream();
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		int next = in.read();
		while (next >= 0) {
			answer.write(next);
			next = isComplete(answer.toString(StandardCharsets.UTF_8)) ? -1 : in.read();
		}
		return answer.toString(StandardCharsets.UTF_8);
	}

	/** Waits for one line. */
	String line() throws IOException {
		this.socket.setSoTimeout(0);
		StringBuilder line = new StringBuilder();
		for (int next = this.socket.getInputStream().read(); next >= 0
				&& next != '\n'; next = this.socket.getInputStream().read()) {
			line.append((char) next);
		}
		return line.toString();
	}

	/**
	 * Waits until the server closes the connection.
	 * @return all that came
	 */
	String rest() throws IOException {
		this.socket.setSoTimeout(0);
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private static boolean isComplete(String answer) {
		int length = answer.toLowerCase(Locale.ROOT).indexOf("content-length: ");
		int body = answer.indexOf("\r\n\r\n");
		if (body < 0) {
			return false;
		}
		if (length < 0 || length > body) {
			return answer.endsWith(LAST_CHUNK);
		}
		int declared = Integer.parseInt(answer.substring(length + 16, answer.indexOf('\r', length)));
		return answer.length() >= body + 4 + declared;
	}

}
