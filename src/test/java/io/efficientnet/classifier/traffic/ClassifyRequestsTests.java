package io.efficientnet.classifier.traffic;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClassifyRequestsTests {

	@Test
	void sendsImagesInTurnWithTheirLength() {
		ClassifyRequests requests = new ClassifyRequests(URI.create("http://host:1"), Map.of(), Map.of(),
				List.of(bytes("one"), bytes("other")));

		assertThat(text(requests.next())).contains("\r\nContent-Length: 3\r\n").endsWith("\r\n\r\none");
		assertThat(text(requests.next())).contains("\r\nContent-Length: 5\r\n").endsWith("\r\n\r\nother");
		assertThat(text(requests.next())).endsWith("\r\n\r\none");
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080, /v1/classify, localhost:8080",
			"http://localhost:8080/, /v1/classify, localhost:8080", "http://host/edge, /edge/v1/classify, host",
			"http://[::1]:80/edge/, /edge/v1/classify, [::1]:80" })
	void asksTheClassifyRouteOfTheServer(URI server, String path, String host) {
		String request = text(new ClassifyRequests(server, Map.of(), Map.of(), List.of(bytes("x"))).next());

		assertThat(request).startsWith("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
	}

	@Test
	void passesParametersInTheQuery() {
		Map<String, String> query = Map.of("model", "a&b c", "timeout", "2s", "top", "5");

		String request = text(
				new ClassifyRequests(URI.create("http://host"), query, Map.of(), List.of(bytes("x"))).next());

		assertThat(request).startsWith("POST /v1/classify?model=a%26b+c&timeout=2s&top=5 HTTP/1.1\r\n");
	}

	@Test
	void sendsFurtherHeaders() {
		String request = text(new ClassifyRequests(URI.create("http://host"), Map.of(), Map.of("X-API-Key", "secret"),
				List.of(bytes("x")))
			.next());

		assertThat(request).endsWith("\r\nX-API-Key: secret\r\n\r\nx");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static String text(byte[] request) {
		return new String(request, StandardCharsets.US_ASCII);
	}

}
