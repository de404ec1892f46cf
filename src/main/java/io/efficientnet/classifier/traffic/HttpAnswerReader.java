package io.efficientnet.classifier.traffic;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Reads HTTP/1.1 answers to POST one after the other, each to its last byte. Bodies are
 * discarded but for the beginning of those that report a failure.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112.html">RFC 9112, sections 4 to
 * 6</a>
 */
final class HttpAnswerReader {

	private static final int LONGEST_LINE = 8192;

	private static final int MOST_HEADERS = 200;

	private static final int LONGEST_TEXT = 2048;

	private final InputStream in;

	private final byte[] buffer = new byte[8192];

	private int position;

	private int limit;

	HttpAnswerReader(InputStream in) {
		this.in = in;
	}

	/**
	 * The next answer, after interim ones.
	 * @return the answer, read completely
	 * @throws EOFException if the server closed the connection before its end
	 * @throws ProtocolException if it is no answer of HTTP/1.x
	 */
	HttpAnswer read() throws IOException {
		HttpAnswerHead head = head();
		while (head.isInterim()) {
			head = head();
		}
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		int kept = (head.status() == 200) ? 0 : LONGEST_TEXT;
		boolean framed = true;
		if (head.isChunked()) {
			chunks(text, kept);
		}
		else if (head.length() >= 0) {
			body(head.length(), text, kept);
		}
		else {
			rest(text, kept);
			framed = false;
		}
		return new HttpAnswer(head.status(), framed && head.keepsAlive(), text.toString(StandardCharsets.UTF_8));
	}

	private HttpAnswerHead head() throws IOException {
		HttpAnswerHead head = HttpAnswerHead.ofStatusLine(line());
		for (int i = 0; i <= MOST_HEADERS; i++) {
			String line = line();
			if (line.isEmpty()) {
				return head;
			}
			head = head.with(line);
		}
		throw new ProtocolException("The answer has more than " + MOST_HEADERS + " headers");
	}

	private void chunks(ByteArrayOutputStream text, int kept) throws IOException {
		for (long size = chunkSize(); size > 0; size = chunkSize()) {
			body(size, text, kept);
			if (!line().isEmpty()) {
				throw new ProtocolException("A chunk is longer than it says");
			}
		}
		for (int i = 0; !line().isEmpty(); i++) {
			if (i == MOST_HEADERS) {
				throw new ProtocolException("The answer has more than " + MOST_HEADERS + " trailers");
			}
		}
	}

	private long chunkSize() throws IOException {
		String line = line();
		int end = line.indexOf(';');
		return HttpAnswerHead.size(((end < 0) ? line : line.substring(0, end)).strip(), 16);
	}

	private void body(long length, ByteArrayOutputStream text, int kept) throws IOException {
		for (long left = length; left > 0;) {
			if (!fill()) {
				throw new EOFException("The server closed the connection within an answer");
			}
			left -= take((int) Math.min(left, this.limit - this.position), text, kept);
		}
	}

	private void rest(ByteArrayOutputStream text, int kept) throws IOException {
		while (fill()) {
			take(this.limit - this.position, text, kept);
		}
	}

	private int take(int count, ByteArrayOutputStream text, int kept) {
		text.write(this.buffer, this.position, Math.min(count, Math.max(0, kept - text.size())));
		this.position += count;
		return count;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		while (fill()) {
			byte next = this.buffer[this.position++];
			if (next == '\n') {
				int last = line.length() - 1;
				return (last >= 0 && line.charAt(last) == '\r') ? line.substring(0, last) : line.toString();
			}
			line.append((char) (next & 0xff));
			if (line.length() > LONGEST_LINE) {
				throw new ProtocolException("The answer has a line of more than " + LONGEST_LINE + " bytes");
			}
		}
		throw new EOFException("The server closed the connection before it answered");
	}

	private boolean fill() throws IOException {
		if (this.position < this.limit) {
			return true;
		}
		this.position = 0;
		this.limit = Math.max(0, this.in.read(this.buffer));
		return this.limit > 0;
	}

}
