package io.efficientnet.classifier.api;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.onnx.OnnxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import static io.efficientnet.classifier.api.HttpFixtures.json;
import static io.efficientnet.classifier.api.HttpFixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;

/** A model that is replaced, again and again, while requests come. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = { "management.server.port=0",
		"classifier.inference.executor=cpu", "classifier.models.default=swapped", "classifier.models.poll=0" })
class ModelSwapIT {

	private static final byte[] IMAGE = sample("chelsea.jpg");

	private static final int SWAPS = 20;

	private static final int CALLERS = 4;

	private static final byte[] NOTHING = {};

	@TempDir
	static Path directory;

	private static final ConvertedModel[] VERSIONS = new ConvertedModel[2];

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final Set<String> weights = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean stop = new AtomicBoolean();

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void serveTheDirectory(DynamicPropertyRegistry properties) throws IOException {
		for (int version = 0; version < VERSIONS.length; version++) {
			VERSIONS[version] = ModelConversion.synthesize(EfficientNetVariant.LITE0, version);
		}
		install(0);
		properties.add("classifier.models.directory", directory::toString);
	}

	@Test
	void noRequestFailsThroughTwentySwapsAndBadVersionsBetweenThem() throws Exception {
		List<Thread> callers = new ArrayList<>();
		CountDownLatch answered = new CountDownLatch(CALLERS);
		for (int i = 0; i < CALLERS; i++) {
			callers.add(Thread.ofVirtual().start(() -> call(answered)));
		}
		answered.await();

		for (int swap = 1; swap <= SWAPS; swap++) {
			String before = served();
			if (swap % 4 == 0) {
				Files.writeString(directory.resolve("swapped/model.onnx"), "no graph " + swap);
				refresh();
				assertThat(model().at("/refusedVersion").asString()).contains("model.onnx has the checksum");
				assertThat(served()).isEqualTo(before);
				assertThat(HttpFixtures.get(this.port, "/readyz").statusCode()).isEqualTo(200);
			}
			install(swap % 2);
			refresh();
			assertThat(served()).isEqualTo(VERSIONS[swap % 2].weightsSha256()).isNotEqualTo(before);
			assertThat(model().has("refusedVersion")).isFalse();
		}
		this.stop.set(true);
		for (Thread caller : callers) {
			caller.join();
		}

		assertThat(this.failures).isEmpty();
		assertThat(this.weights).containsExactlyInAnyOrder("sha256:" + VERSIONS[0].weightsSha256(),
				"sha256:" + VERSIONS[1].weightsSha256());
		String metrics = HttpFixtures.get(this.managementPort, "/actuator/prometheus").body();
		assertThat(metrics)
			.contains("classifier_model_loads_total{model=\"swapped\",outcome=\"loaded\"} " + (SWAPS + 1) + ".0");
		assertThat(metrics.lines().filter((line) -> line.startsWith("classifier_model_info{"))).hasSize(1);
	}

	@Test
	void showsStatesOnTheManagementPort() throws Exception {
		JsonNode models = json(HttpFixtures.get(this.managementPort, "/actuator/models"));

		assertThat(models.at("/models/0/id").asString()).isEqualTo("swapped");
		assertThat(models.at("/models/0/state").asString()).isEqualTo("ready");
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/models/none").statusCode()).isEqualTo(404);
		assertThat(post("/actuator/models/none").statusCode()).isEqualTo(404);
		assertThat(json(post("/actuator/models/swapped")).at("/state").asString()).isEqualTo("ready");
	}

	private void call(CountDownLatch answered) {
		while (!this.stop.get()) {
			try {
				HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify?top=1", IMAGE);
				if (response.statusCode() != 200) {
					this.failures.add(response.statusCode() + " " + response.body());
				}
				this.weights.add(json(response).at("/receipt/weights").asString());
			}
			catch (Exception ex) {
				this.failures.add(ex.toString());
			}
			answered.countDown();
		}
	}

	private JsonNode model() throws Exception {
		return json(HttpFixtures.get(this.port, "/v1/models/swapped"));
	}

	private String served() throws Exception {
		return model().at("/weights/sha256").asString();
	}

	private void refresh() throws Exception {
		assertThat(post("/actuator/models").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> post(String path) throws Exception {
		return HttpFixtures.post(this.managementPort, path, NOTHING);
	}

	private static void install(int version) throws IOException {
		ConvertedModel model = VERSIONS[version];
		Path graph = directory.resolve("graph.onnx");
		String sha256 = OnnxWriter.write(model.model(), graph);
		ModelDescriptor descriptor = new ModelDescriptor(new ModelId("swapped"), "efficientnet-lite0", true,
				new ModelDescriptor.Graph(sha256, ConvertedModel.IMAGE,
						new ModelDescriptor.Outputs(ConvertedModel.LOGITS, ConvertedModel.EMBEDDING,
								ConvertedModel.FEATURES)),
				new ModelDescriptor.Weights("synthetic", model.weightsSha256(), "Apache-2.0"), model.classes(), null,
				new PreprocessingRecipes().named("lite0"), ModelDescriptor.Tolerance.DEFAULT, null);
		ModelCatalog.read(directory).install(descriptor, graph);
	}

}
