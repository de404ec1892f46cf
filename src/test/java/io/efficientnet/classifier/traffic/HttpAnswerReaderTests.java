package io.efficientnet.classifier.traffic;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpAnswerReaderTests {

	@Test
	void readsOneAnswerAfterTheOther() throws IOException {
		HttpAnswerReader reader = reader("""
				HTTP/1.1 200 OK
				Content-Length: 3

				abcHTTP/1.1 429 Too Many Requests
				content-length:4

				fullHTTP/1.1 504
				Content-Length: 0

				""");

		assertThat(reader.read()).isEqualTo(new HttpAnswer(200, true, ""));
		assertThat(reader.read()).isEqualTo(new HttpAnswer(429, true, "full"));
		assertThat(reader.read()).isEqualTo(new HttpAnswer(504, true, ""));
		assertThatExceptionOfType(EOFException.class).isThrownBy(reader::read);
	}

	@Test
	void readsChunksWithExtensionsAndTrailers() throws IOException {
		HttpAnswerReader reader = reader("""
				HTTP/1.1 422 Unprocessable
				Transfer-Encoding: chunked

				3;name=value
				abc
				a
				0123456789
				0
				Trailer: x

				HTTP/1.1 200 OK
				Content-Length: 0

				""");

		assertThat(reader.read()).isEqualTo(new HttpAnswer(422, true, "abc0123456789"));
		assertThat(reader.read()).isEqualTo(new HttpAnswer(200, true, ""));
	}

	@Test
	void readsAnAnswerThatArrivesByteByByte() throws IOException {
		InputStream whole = input("HTTP/1.1 500 Error\nContent-Length: 5\n\nworse");
		InputStream trickle = new InputStream() {

			@Override
			public int read() throws IOException {
				return whole.read();
			}

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				return whole.read(target, offset, 1);
			}

		};

		assertThat(new HttpAnswerReader(trickle).read()).isEqualTo(new HttpAnswer(500, true, "worse"));
	}

	@Test
	void skipsInterimAnswers() throws IOException {
		HttpAnswerReader reader = reader("""
				HTTP/1.1 100 Continue

				HTTP/1.1 103 Early Hints
				Link: x

				HTTP/1.1 200 OK
				Content-Length: 0

				""");

		assertThat(reader.read().status()).isEqualTo(200);
	}

	@Test
	void expectsNoBodyWhereTheStatusHasNone() throws IOException {
		HttpAnswerReader reader = reader("""
				HTTP/1.1 204 No Content

				HTTP/1.1 304 Not Modified
				Content-Length: 9

				HTTP/1.1 200 OK
				Content-Length: 0

				""");

		assertThat(reader.read()).isEqualTo(new HttpAnswer(204, true, ""));
		assertThat(reader.read()).isEqualTo(new HttpAnswer(304, true, ""));
		assertThat(reader.read().status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\nConnection: close\nContent-Length: 1\n\nx",
			"HTTP/1.1 200 OK\nconnection: Upgrade, Close\nContent-Length: 1\n\nx",
			"HTTP/1.0 200 OK\nContent-Length: 1\n\nx", "HTTP/1.1 200 OK\n\nup to the end" })
	void doesNotReuseAConnectionThatTheServerCloses(String answer) throws IOException {
		assertThat(reader(answer).read()).isEqualTo(new HttpAnswer(200, false, ""));
	}

	@Test
	void reusesAnOldConnectionThatTheServerKeeps() throws IOException {
		assertThat(reader("HTTP/1.0 200 OK\nConnection: Keep-Alive\nContent-Length: 0\n\n").read().reusable()).isTrue();
	}

	@Test
	void keepsOnlyTheBeginningOfAFailure() throws IOException {
		String body = "x".repeat(100_000);

		HttpAnswer answer = reader("HTTP/1.1 500 Error\nContent-Length: 100000\n\n" + body).read();

		assertThat(answer.text()).isEqualTo("x".repeat(2048));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\nContent-Length: 5\n\n1234",
			"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\n1234",
			"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n" })
	void failsWhereTheConnectionEndsWithinAnAnswer(String answer) {
		assertThatExceptionOfType(EOFException.class).isThrownBy(reader(answer)::read)
			.withMessageStartingWith("The server closed the connection");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0\n\n", "HTTP/2 200\n\n", "HTTP/1.1 2000 OK\n\n", "HTTP/1.1 200 OK\nnonsense\n\n",
			"HTTP/1.1 200 OK\nContent-Length: many\n\n", "HTTP/1.1 200 OK\nContent-Length: -1\n\n",
			"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nmany\n",
			"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n-1\n",
			"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nlong\n" })
	void refusesWhatIsNotHttp(String answer) {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(reader(answer)::read);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\n%s\n", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0\n%s\n" })
	void refusesHeadersAndTrailersWithoutEnd(String answer) {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(reader(answer.formatted("a: b\n".repeat(1000)))::read);
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(reader(answer.formatted("a: " + "b".repeat(10_000) + "\n"))::read);
	}

	private static HttpAnswerReader reader(String lines) {
		return new HttpAnswerReader(input(lines));
	}

	private static InputStream input(String lines) {
		return new ByteArrayInputStream(lines.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

}
