package io.efficientnet.classifier.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

import io.efficientnet.classifier.inference.ExecutorKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static io.efficientnet.classifier.api.HttpFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The service as it starts by itself on a machine without an NVIDIA device. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=auto" })
class ExecutorFallbackIT {

	@LocalServerPort
	private int port;

	@Test
	void servesOnTheFastestExecutorAndSaysWhyNotOnCuda() throws Exception {
		assumeThat(Path.of("/dev/nvidia0")).as("this machine has an NVIDIA device").doesNotExist();

		JsonNode model = Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> json(HttpFixtures.get(this.port, "/v1/models/efficientnet-lite0")),
					(answer) -> answer.at("/executors").size() == ExecutorKind.values().length);
		JsonNode ready = json(HttpFixtures.get(this.port, "/readyz"));

		expectReason(ready.at("/components/inference/details/efficientnet-lite0/executors"));
		expectReason(model.at("/executors"));
		assertThat(model.at("/executor").asString()).isEqualTo(fastest(model.at("/executors")));
	}

	private static void expectReason(JsonNode executors) {
		assertThat(executors.at("/0/executor").asString()).isEqualTo("cuda");
		assertThat(executors.at("/0/reason").asString()).contains("classifier.inference.executor=cpu");
		assertThat(executors.at("/1/executor").asString()).isEqualTo("cpu");
	}

	private static String fastest(JsonNode executors) {
		return executors.valueStream()
			.filter((executor) -> executor.at("/usable").asBoolean())
			.min(Comparator.comparingDouble((executor) -> executor.at("/milliseconds").asDouble(0)))
			.map((executor) -> executor.at("/executor").asString())
			.orElseThrow();
	}

}
