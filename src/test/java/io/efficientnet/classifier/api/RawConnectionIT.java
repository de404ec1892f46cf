package io.efficientnet.classifier.api;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers who drip, stall, hang up, or do not speak HTTP. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RawConnectionIT {

	private static final int MOST_DRIPS = 100;

	private static final String PART = "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\n";

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "/v1/classify, image/jpeg", "/v1/classify, multipart/form-data; boundary=x",
			"/v1/classify/batch, multipart/form-data; boundary=x" })
	void answersAtTheDeadlineWhileABodyDrips(String path, String type) throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(head(path + "?timeout=500ms", type)).send(PART).answerToDrip(MOST_DRIPS);

			expectProblem(answer, 504, "deadline-exceeded");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/classify, image/jpeg", "/v1/classify, multipart/form-data; boundary=x",
			"/v1/classify/batch, multipart/form-data; boundary=x" })
	void answersAtTheDeadlineWhenABodyStalls(String path, String type) throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(head(path + "?timeout=500ms", type)).send(PART).answer();

			expectProblem(answer, 504, "deadline-exceeded");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/classify, image/jpeg", "/v1/classify, multipart/form-data; boundary=x",
			"/v1/classify/batch, multipart/form-data; boundary=x" })
	void sendsNothingToACallerWhoHangsUp(String path, String type) throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(head(path, type)).send(PART).endSending().answer();

			assertThat(answer).doesNotContain("{", "<html");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/v1/classify, image/jpeg", "/v1/classify, multipart/form-data; boundary=x" })
	void refusesChunksThatAreNone(String path, String type) throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
					+ "\r\nTransfer-Encoding: chunked\r\n\r\n";

			String answer = connection.send(head + "no chunk\r\n").answer();

			expectProblem(answer, 400, "invalid-request");
			assertThat(answer).contains("chunks");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /v1/models/a%2Fb HTTP/1.1", "GET /v1/models/[x HTTP/1.1",
			"GET /v1/models HTTP/1.1\r\nHost: a b" })
	void answersWhatIsNotHttpWithAProblem(String request) throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").answer();

			expectProblem(answer, 400, "invalid-request");
		}
	}

	@Test
	void hasNoPageForErrorsOfItsOwn() throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send("GET /error HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();

			expectProblem(answer, 404, "invalid-request");
			assertThat(answer).contains("\"instance\":\"/error\"");
		}
	}

	private static String head(String path, String type) {
		return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
				+ "\r\nContent-Length: 1000000\r\n\r\n";
	}

	private static void expectProblem(String answer, int status, String kind) {
		assertThat(answer).startsWith("HTTP/1.1 " + status)
			.containsIgnoringCase("Content-Type: application/problem+json")
			.contains("\"status\":" + status, "\"kind\":\"" + kind + "\"", "\"type\":\"about:blank\"", "\"title\":",
					"\"detail\":")
			.doesNotContain("Exception", "<html", "org.apache", "Tomcat");
	}

}
