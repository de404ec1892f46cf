package io.efficientnet.classifier.api;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.security.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that asks for keys, over both ports of the real Tomcat. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu",
				"management.endpoints.web.exposure.include=*" })
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AccessIT {

	private static final ApiKey OLD = ApiKey.create();

	private static final ApiKey CURRENT = ApiKey.create();

	private static final byte[] CAT = HttpFixtures.sample("chelsea.jpg");

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void keys(DynamicPropertyRegistry properties) {
		properties.add("classifier.security.api-keys", () -> OLD.hash() + "," + CURRENT.hash());
	}

	@Test
	void takesTheOldKeyAndTheCurrentOne() throws Exception {
		for (ApiKey key : new ApiKey[] { OLD, CURRENT }) {
			assertThat(status(this.port, "POST /v1/classify", "X-API-Key: " + key.value())).isEqualTo(400);
			assertThat(status(this.port, "POST /v1/classify", "Authorization: Bearer " + key.value())).isEqualTo(400);
			assertThat(HttpFixtures.post(this.port, "/v1/classify", CAT, "X-API-Key", key.value()).statusCode())
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-api-key: KEY", "authorization: bearer KEY", "AUTHORIZATION: BEARER KEY",
			"Authorization: Bearer  KEY", "Authorization: Basic dXNlcjpwYXNz\r\nX-API-Key: KEY" })
	void takesAKeyHoweverItsHeaderIsSpelled(String headers) throws Exception {
		assertThat(status(this.port, "GET /v1/models", headers.replace("KEY", CURRENT.value()))).isEqualTo(200);
		assertThat(status(this.managementPort, "GET /actuator/models", headers.replace("KEY", CURRENT.value())))
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Other: KEY", "X-API-Key:", "X-API-Key: wrong", "X-API-Key: Bearer KEY",
			"X-API-Key: KEYx", "X-API-Key: KEY, KEY", "X-API-Key: KEY\r\nX-API-Key: KEY",
			"X-API-Key: KEY\r\nAuthorization: Bearer KEY", "X-API-Key: KEY\r\nX-API-Key: wrong", "Authorization:",
			"Authorization: Bearer", "Authorization: Bearer KEY KEY", "Authorization: BearerKEY", "Authorization: KEY",
			"Authorization: Basic KEY", "Authorization: Bearer KEY\r\nAuthorization: Bearer wrong", "Cookie: key=KEY",
			"Authorization: Bearer \u00e9\u00ff" })
	void refusesOtherHeadersAlike(String headers) throws Exception {
		String sent = headers.replace("KEY", CURRENT.value());

		expectRefusal(send(this.port, "GET /v1/models?key=" + CURRENT.value(), sent));
		expectRefusal(send(this.managementPort, "GET /actuator/models", sent));
	}

	@Test
	void refusesAKeyOfThousandsOfCharacters() throws Exception {
		expectRefusal(send(this.port, "GET /v1/models", "X-API-Key: " + "k".repeat(7000)));
		String answer = send(this.port, "GET /v1/models", "X-API-Key: " + "k".repeat(20_000));
		assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("kkk", "Tomcat");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /", "GET /v1/models", "GET /v1/models/efficientnet-lite0", "GET /v1/nothing",
			"POST /v1/classify", "POST /v1/classify/batch", "GET /v2/health/ready", "POST /v2/models/x/infer",
			"GET /v3/api-docs", "GET /swagger-ui.html", "GET /error", "GET /favicon.ico", "GET /actuator",
			"GET /actuator/health", "GET /actuator/info", "GET /actuator/models", "POST /actuator/models",
			"GET /actuator/prometheus", "GET /actuator/sbom/application", "GET /actuator/env", "GET /actuator/heapdump",
			"GET /actuator/health/readiness/x", "DELETE /livez", "POST /livez", "OPTIONS /v1/classify",
			"OPTIONS /livez", "PATCH /v1/models", "HEAD /v1/models", "OPTIONS *", "TRACE /", "TRACE /livez",
			"TRACE /v1/classify", "CONNECT /livez", "BREW /livez", "get /livez", "GET /WEB-INF/", "GET /WEB-INF/x",
			"GET /META-INF/MANIFEST.MF", "HEAD /web-inf/x" })
	void refusesEverythingWithoutAKey(String request) throws Exception {
		for (int one : new int[] { this.port, this.managementPort }) {
			expectRefusal(send(one, request, "Accept: text/html"), request.startsWith("HEAD"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//livez", "/livez/", "/LIVEZ", "/Livez", "/livez;x=y", "/livez;/v1/models", "/%6civez",
			"/./livez", "/x/../livez", "/livez/../v1/models", "/livez/..;/v1/models", "/livez/%2e%2e/v1/models",
			"/;/livez", "/livez.json", "/livez%20", "/livez%00", "/livez%2f", "/livez%5c", "\\livez", "/livez\\..\\v1",
			"//v1/models", "/v1//models", "/V1/MODELS", "/v1/models/", "/v1/models;key=livez", "/v1/./models",
			"/v1/x/../models", "/%76%31/models", "/v1%2fmodels", "/actuator//prometheus", "/actuator/prometheus/",
			"/actuator;/models", "/actuator/health/liveness/../../models", "/actuator/health/liveness/..;/..;/models",
			"/actuator/%68ealth/liveness", "/actuator/health/liveness;", "/livez?/../v1", "/readyz#/v1/models" })
	void takesNoDetourToAnOpenAddressOrAroundTheValve(String path) throws Exception {
		boolean isOpen = path.startsWith("/livez?");
		for (int one : new int[] { this.port, this.managementPort }) {
			String answer = send(one, "GET " + path, "Accept: */*");
			int expected = statusOf(answer);
			assertThat(expected).as(path).isIn(isOpen ? new Object[] { 200, 404 } : new Object[] { 400, 401 });
			assertThat(answer).doesNotContain("efficientnet-lite0\"", "jvm_", "<html", "Tomcat");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/livez, false", "/readyz, false", "/readyz?x=y, false", "/actuator/health/liveness, true",
			"/actuator/health/readiness, true" })
	void answersProbesWithoutAKey(String path, boolean management) throws Exception {
		assertThat(status(management ? this.managementPort : this.port, "GET " + path, "Accept: */*")).isEqualTo(200);
		assertThat(status(management ? this.managementPort : this.port, "HEAD " + path, "Accept: */*")).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "/readyz, false", "/actuator/health/readiness, true" })
	void showsDetailsOfItsHealthOnlyToThoseWithAKey(String path, boolean management) throws Exception {
		int one = management ? this.managementPort : this.port;

		for (String headers : new String[] { "Accept: */*", "X-API-Key: wrong" }) {
			assertThat(send(one, "GET " + path, headers)).contains("\r\n{\"status\":\"UP\"}\r\n");
		}
		assertThat(send(one, "GET " + path, "X-API-Key: " + CURRENT.value())).contains("\"components\"",
				"\"efficientnet-lite0\"");
	}

	@Test
	void answersWhatTomcatAnswersToThoseWithAKey() throws Exception {
		String key = "X-API-Key: " + CURRENT.value();
		for (int one : new int[] { this.port, this.managementPort }) {
			assertThat(status(one, "TRACE /livez", key)).isEqualTo(405);
			assertThat(status(one, "GET /WEB-INF/x", key)).isEqualTo(404);
			assertThat(status(one, "GET *", key)).isEqualTo(400);
			assertThat(send(one, "OPTIONS *", key)).startsWith("HTTP/1.1 200").contains("\r\nAllow: ");
		}
	}

	@Test
	void showsMetersToThoseWithAKey() throws Exception {
		assertThat(send(this.managementPort, "GET /actuator/prometheus", "Authorization: Bearer " + CURRENT.value()))
			.startsWith("HTTP/1.1 200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 60000000", "Content-Length: 60000000\r\nExpect: 100-continue",
			"Transfer-Encoding: chunked",
			"Content-Length: 60000000\r\nContent-Type: application/x-www-form-urlencoded" })
	void answersBeforeTheBodyComesAndCloses(String body) throws Exception {
		for (int one : new int[] { this.port, this.managementPort }) {
			for (String request : new String[] { "POST /v1/classify", "PUT /v1/models", "DELETE /actuator/models",
					"GET /livez", "HEAD /readyz", "GET /actuator/health/liveness", "OPTIONS *", "TRACE /",
					"PUT /WEB-INF/x" }) {
				try (RawConnection connection = new RawConnection(one)) {
					String answer = connection
						.send(request + " HTTP/1.1\r\nHost: localhost\r\n" + body + "\r\n\r\nfew bytes")
						.rest();

					expectRefusal(answer, request.startsWith("HEAD"));
					assertThat(answer).containsOnlyOnce("Connection: close").doesNotContain("100 Continue");
				}
			}
		}
	}

	@Test
	void asksForABodyOnceItWantsIt() throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send("POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + CURRENT.value()
					+ "\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");

			assertThat(connection.line()).startsWith("HTTP/1.1 100");
			assertThat(connection.send("none").rest()).contains("HTTP/1.1 415");
		}
	}

	@Test
	void keepsTheConnectionOfARefusalWithoutABody() throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			expectRefusal(connection.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n").answer());
			expectRefusal(connection.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n").answer());
		}
	}

	@Test
	void showsItsRefusalToACallerWhoSendsFirst() throws Exception {
		for (int one : new int[] { this.port, this.managementPort }) {
			for (String request : new String[] { "POST /v1/classify", "POST /actuator/models", "GET /livez" }) {
				try (RawConnection connection = new RawConnection(one)) {
					expectRefusal(connection.sendBodyOf(request, "X-API-Key: wrong").rest());
				}
			}
		}
	}

	@Test
	void showsItsRefusalToACallerWhoSendsOn() throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify", CAT, "X-API-Key", "wrong");

		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
		assertThat(HttpFixtures.json(response).at("/kind").asString()).isEqualTo("unauthorized");
		assertThat(HttpFixtures.json(response).at("/instance").asString()).isEqualTo("/v1/classify");
	}

	@Test
	void countsARefusalOnce() throws Exception {
		String series = "classifier_requests_seconds_count{model=\"unknown\",outcome=\"client_error\"}";
		double before = meter(series);

		send(this.port, "POST /v1/classify", "X-API-Key: wrong");
		send(this.port, "POST /v1/classify/batch", "X-API-Key: wrong");
		send(this.port, "GET /v1/models", "X-API-Key: wrong");

		assertThat(meter(series)).isEqualTo(before + 2);
		assertThat(meter("classifier_requests_active")).isZero();
	}

	private double meter(String series) throws Exception {
		HttpResponse<String> scrape = HttpFixtures.get(this.managementPort, "/actuator/prometheus", "X-API-Key",
				CURRENT.value());
		return scrape.body()
			.lines()
			.filter((line) -> line.startsWith(series + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length() + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static int status(int port, String request, String headers) throws Exception {
		return statusOf(send(port, request, headers));
	}

	private static int statusOf(String answer) {
		return Integer.parseInt(answer.substring(9, 12));
	}

	private static String send(int port, String request, String headers) throws Exception {
		try (RawConnection connection = new RawConnection(port)) {
			return connection
				.send(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n\r\n")
				.rest();
		}
	}

	private static void expectRefusal(String answer) {
		expectRefusal(answer, false);
	}

	private static void expectRefusal(String answer, boolean headOnly) {
		assertThat(answer).startsWith("HTTP/1.1 401")
			.containsIgnoringCase("\r\nContent-Type: application/problem+json")
			.contains("\r\nWWW-Authenticate: Bearer\r\n")
			.doesNotContain(CURRENT.value(), OLD.value(), "<html", "Tomcat", "Exception");
		assertThat(answer.getBytes(StandardCharsets.ISO_8859_1).length).isLessThan(1500);
		assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("\r\nserver:");
		if (headOnly) {
			assertThat(answer).endsWith("\r\n\r\n");
		}
		else {
			assertThat(answer).contains("\"status\":401", "\"kind\":\"unauthorized\"", "\"type\":\"about:blank\"",
					"\"title\":", "\"detail\":\"A valid key is needed");
		}
	}

}
