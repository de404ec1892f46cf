package io.efficientnet.classifier.api;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.security.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where keys must not show: in what a server answers and writes while keys are shown to
 * it. Everything that is searched for keys is searched for something else that is there.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu",
				"management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
				"management.endpoint.configprops.show-values=always", "management.endpoint.heapdump.access=none",
				"logging.level.io.efficientnet=trace" })
@Import(KeySecrecyIT.Defect.class)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeySecrecyIT {

	private static final ApiKey KEY = ApiKey.create();

	private static final ApiKey WRONG = ApiKey.create();

	private static final String CONTROL = "a-defect-for-want-of-a-real-one";

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void keys(DynamicPropertyRegistry properties) {
		properties.add("classifier.security.api-keys", KEY::hash);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/v1/models", "/v1/models/" + CONTROL, "/v1/" + CONTROL, "/v1/defect", "/livez", "/readyz" })
	void noAnswerShowsOne(String path) throws Exception {
		for (ApiKey key : new ApiKey[] { KEY, WRONG }) {
			for (String header : new String[] { "X-API-Key", "Authorization" }) {
				HttpResponse<String> response = get(this.port, path, header, key);

				String answer = response.headers().map() + response.body();
				assertThat(answer).contains("x-request-id").doesNotContain(secret(KEY), secret(WRONG), KEY.hash());
				if (path.endsWith(CONTROL)) {
					assertThat(answer).contains(CONTROL);
				}
			}
		}
	}

	@Test
	void noEndpointShowsOne() throws Exception {
		noAnswerShowsOne("/v1/models");
		Map<String, String> answers = new TreeMap<>();
		for (JsonNode link : HttpFixtures.json(get(this.managementPort, "/actuator", "X-API-Key", KEY)).at("/_links")) {
			if (!link.at("/templated").asBoolean()) {
				String path = link.at("/href").asString().replaceFirst("^http://[^/]+", "");
				answers.put(path, get(this.managementPort, path, "X-API-Key", KEY).body());
			}
		}

		assertThat(answers).containsKeys("/actuator/beans", "/actuator/health", "/actuator/info", "/actuator/loggers",
				"/actuator/mappings", "/actuator/metrics", "/actuator/models", "/actuator/threaddump");
		assertThat(answers)
			.allSatisfy((path, body) -> assertThat(body).as(path).doesNotContain(secret(KEY), secret(WRONG)));
		assertThat(answers.get("/actuator/env")).contains(KEY.hash());
		assertThat(answers.get("/actuator/configprops")).contains(KEY.hash());
		assertThat(answers.get("/actuator/prometheus")).contains("uri=\"/v1/models\"").doesNotContain(KEY.hash());
	}

	@Test
	void noLogLineShowsOne(CapturedOutput output) throws Exception {
		noAnswerShowsOne("/v1/defect");
		noAnswerShowsOne("/v1/" + CONTROL);
		HttpFixtures.post(this.port, "/v1/classify", HttpFixtures.sample("chelsea.jpg"), "X-API-Key", KEY.value());
		HttpFixtures.post(this.port, "/v1/classify", new byte[1], "X-API-Key", WRONG.value());

		assertThat(output.getAll()).contains(CONTROL).doesNotContain(secret(KEY), secret(WRONG), KEY.hash());
	}

	private static HttpResponse<String> get(int port, String path, String header, ApiKey key) throws Exception {
		String credentials = header.equals("Authorization") ? "Bearer " + key.value() : key.value();
		return HttpFixtures.get(port, path, header, credentials);
	}

	/** Without what all keys begin with, which says nothing. */
	private static String secret(ApiKey key) {
		return key.value().substring(key.value().indexOf('_') + 1);
	}

	@TestConfiguration(proxyBeanMethods = false)
	@RestController
	static class Defect {

		@GetMapping("/v1/defect")
		String fail() {
			throw new IllegalStateException(CONTROL);
		}

	}

}
