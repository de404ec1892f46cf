package io.efficientnet.classifier.api;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What answers tell browsers, of a server without keys. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecurityHeadersIT {

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1", "GET /v1/models HTTP/1.1", "POST /v1/classify HTTP/1.1",
			"GET /nothing HTTP/1.1", "GET /livez HTTP/1.1", "GET /actuator/prometheus HTTP/1.1", "GET /[ HTTP/1.1",
			"GET /a%2fb HTTP/1.1", "TRACE / HTTP/1.1", "NO-HTTP", "GET / HTTP/7.0" })
	void areOnEveryAnswerOfBothPorts(String request) throws Exception {
		for (int one : new int[] { this.port, this.managementPort }) {
			String answer = send(one, request);

			assertThat(answer).as(answer)
				.startsWith("HTTP/1.1 ")
				.containsOnlyOnce("\r\nX-Content-Type-Options: nosniff\r\n")
				.containsOnlyOnce("\r\nContent-Security-Policy: default-src 'self'; ")
				.contains("frame-ancestors 'none'")
				.containsOnlyOnce("\r\nReferrer-Policy: no-referrer\r\n")
				.containsOnlyOnce("\r\nCross-Origin-Resource-Policy: same-origin\r\n")
				.doesNotContain("<html", "Tomcat", "http:");
			assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("\r\nserver:", "\r\nx-powered-by:",
					"\r\naccess-control-");
		}
	}

	@Test
	void letNoOtherSiteRead() throws Exception {
		String cross = "\r\nOrigin: https://elsewhere.example";
		String preflight = cross
				+ "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-api-key";
		for (int one : new int[] { this.port, this.managementPort }) {
			assertThat(send(one, "GET /v1/models HTTP/1.1" + cross)).doesNotContainIgnoringCase("\r\naccess-control-");
			assertThat(send(one, "OPTIONS /v1/classify HTTP/1.1" + preflight))
				.doesNotContainIgnoringCase("\r\naccess-control-");
		}
	}

	private static String send(int port, String request) throws Exception {
		try (RawConnection connection = new RawConnection(port)) {
			return connection.send(request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").rest();
		}
	}

}
