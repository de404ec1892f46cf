package io.efficientnet.classifier.traffic;

import java.net.ProtocolException;
import java.util.Locale;

/**
 * What the head of an answer says about its body and the connection.
 *
 * @param status of HTTP
 * @param length of the body in bytes, -1 for up to the end of the connection
 * @param isChunked whether the body comes in chunks, whatever the length says
 * @param keepsAlive whether the server keeps the connection open
 */
record HttpAnswerHead(int status, long length, boolean isChunked, boolean keepsAlive) {

	private static final String VERSION = "HTTP/1.";

	static HttpAnswerHead ofStatusLine(String line) throws ProtocolException {
		if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
			throw new ProtocolException("The server does not answer in HTTP/1.1");
		}
		int status = Integer.parseInt(line, VERSION.length() + 2, VERSION.length() + 5, 10);
		boolean bodiless = status < 200 || status == 204 || status == 304;
		return new HttpAnswerHead(status, bodiless ? 0 : -1, false, line.charAt(VERSION.length()) == '1');
	}

	boolean isInterim() {
		return this.status < 200;
	}

	HttpAnswerHead with(String header) throws ProtocolException {
		int colon = header.indexOf(':');
		if (colon < 1) {
			throw new ProtocolException("A line of the answer is not a header");
		}
		String value = header.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
		return switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
			case "content-length" -> (this.length == 0) ? this
					: new HttpAnswerHead(this.status, size(value, 10), this.isChunked, this.keepsAlive);
			case "transfer-encoding" ->
				new HttpAnswerHead(this.status, this.length, value.endsWith("chunked"), this.keepsAlive);
			case "connection" -> withConnection(value);
			default -> this;
		};
	}

	/**
	 * A number of bytes.
	 * @param digits of the number
	 * @param radix 10 or 16
	 * @return 0 or more
	 */
	static long size(String digits, int radix) throws ProtocolException {
		try {
			long size = Long.parseLong(digits, radix);
			if (size >= 0) {
				return size;
			}
		}
		catch (NumberFormatException ex) {
			// As bad as a negative one.
		}
		throw new ProtocolException("The answer has a length that is no number");
	}

	private HttpAnswerHead withConnection(String value) {
		boolean keep = (this.keepsAlive || value.contains("keep-alive")) && !value.contains("close");
		return new HttpAnswerHead(this.status, this.length, this.isChunked, keep);
	}

}
