package io.efficientnet.classifier.api;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

import io.efficientnet.classifier.api.HttpFixtures.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static io.efficientnet.classifier.api.HttpFixtures.json;
import static io.efficientnet.classifier.api.HttpFixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The whole service with the model that the repository ships. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
class ClassificationIT {

	private static final byte[] CAT = sample("chelsea.jpg");

	private static final List<Integer> CATS = List.of(281, 282, 283, 284, 285);

	/** Decimals that a float has left after a sum over 1000 classes. */
	private static final double ROUNDING = 1e-5;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "image/jpeg", "text/plain",
			"application/octet-stream", "image/png" })
	void classifiesARawBodyWhateverItsContentType(String type) throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify", CAT, "Content-Type", type);

		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(CATS).contains(json(response).at("/predictions/0/index").asInt());
	}

	@Test
	void classifiesARawBodyWithoutContentType() throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify", CAT);

		assertThat(CATS).contains(json(response).at("/predictions/0/index").asInt());
	}

	@Test
	void classifiesAMultipartBody() throws Exception {
		HttpResponse<String> response = HttpFixtures.postParts(this.port, "/v1/classify",
				List.of(Part.image("coffee.jpg")));

		assertThat(json(response).at("/predictions/0/id").asString()).isEqualTo("n07920052");
		assertThat(json(response).at("/predictions/0/label").asString()).isEqualTo("espresso");
	}

	@Test
	void answersWithFactsReceiptAndStageTimes() throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify?top=1000", CAT);

		JsonNode answer = json(response);
		assertThat(answer.at("/model").asString()).isEqualTo("efficientnet-lite0");
		assertThat(answer.at("/predictions").size()).isEqualTo(1000);
		double sum = answer.at("/predictions").valueStream().mapToDouble((p) -> p.at("/probability").asDouble()).sum();
		assertThat(sum).isCloseTo(1, within(ROUNDING));
		assertThat(answer.at("/image").toString()).isEqualTo("{\"format\":\"jpeg\",\"width\":451,\"height\":300}");
		assertThat(answer.at("/receipt/weights").asString()).startsWith("sha256:");
		assertThat(answer.at("/receipt/preprocessing").asString()).isEqualTo("lite0");
		assertThat(answer.at("/receipt/executor").asString()).isEqualTo("cpu");
		assertThat(answer.at("/receipt/runtime").asString()).isEqualTo("onnxruntime 1.29.0");
		assertThat(answer.at("/receipt/fallback").asBoolean()).isFalse();
		assertThat(answer.propertyNames()).doesNotContain("embedding", "logits", "heatmap", "crop", "timings");
		assertThat(response.headers().firstValue("Server-Timing").orElseThrow())
			.matches("decode;dur=[\\d.]+, resize;dur=[\\d.]+, queue;dur=[\\d.]+, inference;dur=[\\d.]+, "
					+ "total;dur=[\\d.]+");
	}

	@Test
	void includesWhatIsAskedFor() throws Exception {
		JsonNode answer = json(
				HttpFixtures.post(this.port, "/v1/classify?top=1&include=embedding,logits,crop,heatmap", CAT));

		assertThat(answer.at("/embedding").size()).isEqualTo(1280);
		assertThat(answer.at("/logits").size()).isEqualTo(1000);
		int top = answer.at("/predictions/0/index").asInt();
		double largest = answer.at("/logits").valueStream().mapToDouble(JsonNode::asDouble).max().orElseThrow();
		assertThat(answer.at("/logits/" + top).asDouble()).isEqualTo(largest);
		assertThat(answer.at("/heatmap/index").asInt()).isEqualTo(top);
		assertThat(answer.at("/heatmap/values").size()).isEqualTo(7);
		assertThat(answer.at("/heatmap/values/0").size()).isEqualTo(7);
		byte[] png = Base64.getDecoder().decode(answer.at("/crop/png").asString());
		assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(224);
	}

	@Test
	void answersABatchInOrderWithAProblemForEachBadImage() throws Exception {
		List<Part> parts = List.of(Part.image("chelsea.jpg"), new Part("image", "note.txt", bytes("no image")),
				Part.image("coffee.jpg"));

		JsonNode answer = json(HttpFixtures.postParts(this.port, "/v1/classify/batch?top=1", parts));

		assertThat(answer.at("/model").asString()).isEqualTo("efficientnet-lite0");
		assertThat(answer.at("/results").size()).isEqualTo(3);
		assertThat(answer.at("/results/0/name").asString()).isEqualTo("chelsea.jpg");
		assertThat(CATS).contains(answer.at("/results/0/predictions/0/index").asInt());
		assertThat(answer.at("/results/1/name").asString()).isEqualTo("note.txt");
		assertThat(answer.at("/results/1/error/kind").asString()).isEqualTo("unsupported-format");
		assertThat(answer.at("/results/1/error/instance").asString()).isEqualTo("/v1/classify/batch");
		assertThat(answer.at("/results/1").propertyNames()).containsExactlyInAnyOrder("index", "name", "error");
		assertThat(answer.at("/results/2/predictions/0/index").asInt()).isEqualTo(967);
	}

	@Test
	void streamsABatchAsLinesWhenAsked() throws Exception {
		HttpResponse<String> response = HttpFixtures.postParts(this.port, "/v1/classify/batch?top=1",
				List.of(Part.image("chelsea.jpg"), new Part("image", "empty.jpg", new byte[0])), "Accept",
				"application/x-ndjson");

		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/x-ndjson");
		List<String> lines = response.body().lines().sorted().toList();
		assertThat(lines).hasSize(2);
		assertThat(HttpFixtures.JSON.readTree(lines.get(0)).at("/predictions").size()).isEqualTo(1);
		assertThat(HttpFixtures.JSON.readTree(lines.get(1)).at("/error/kind").asString()).isEqualTo("invalid-request");
	}

	@Test
	void refusesABatchOfTooManyImages() throws Exception {
		HttpResponse<String> response = HttpFixtures.postParts(this.port, "/v1/classify/batch",
				Collections.nCopies(65, new Part("image", "x.jpg", new byte[1])));

		expectProblem(response, 413, "image-too-large");
	}

	@ParameterizedTest
	@CsvSource({ "top=0", "top=1001", "top=five", "include=everything", "timeout=soon", "timeout=0ms", "top=1&top=2" })
	void refusesParametersOutOfRange(String query) throws Exception {
		expectProblem(HttpFixtures.post(this.port, "/v1/classify?" + query, CAT), 400, "invalid-request");
	}

	@Test
	void refusesAnUnknownModel() throws Exception {
		expectProblem(HttpFixtures.post(this.port, "/v1/classify?model=..%2Fetc", CAT), 404, "unknown-model");
		expectProblem(HttpFixtures.get(this.port, "/v1/models/nope"), 404, "unknown-model");
	}

	@Test
	void refusesAnEmptyBody() throws Exception {
		expectProblem(HttpFixtures.post(this.port, "/v1/classify", new byte[0]), 400, "invalid-request");
	}

	@Test
	void refusesText() throws Exception {
		expectProblem(HttpFixtures.post(this.port, "/v1/classify", bytes("this is not an image")), 415,
				"unsupported-format");
	}

	@Test
	void refusesATruncatedJpeg() throws Exception {
		expectProblem(HttpFixtures.post(this.port, "/v1/classify", Arrays.copyOf(CAT, CAT.length - 5000)), 422,
				"undecodable-image");
	}

	@Test
	void refusesAHeaderThatDeclaresTooManyPixels() throws Exception {
		ByteBuffer png = ByteBuffer.allocate(100);
		png.put(HexFormat.of().parseHex("89504e470d0a1a0a"));
		putChunk(png, "IHDR", HexFormat.of().parseHex("00001f40" + "00001f40" + "0802000000"));
		putChunk(png, "IDAT", new byte[10]);

		expectProblem(HttpFixtures.post(this.port, "/v1/classify", png.array()), 413, "image-too-large");
	}

	@Test
	void refusesTwoImagesWhereOneIsMeant() throws Exception {
		expectProblem(HttpFixtures.postParts(this.port, "/v1/classify",
				List.of(Part.image("chelsea.jpg"), Part.image("coffee.jpg"))), 400, "invalid-request");
	}

	@Test
	void refusesABodyOverTheLimitSoThatTheCallerSeesIt() throws Exception {
		byte[] body = new byte[20_000_000];

		expectProblem(HttpFixtures.post(this.port, "/v1/classify", body), 413, "image-too-large");
		expectProblem(HttpFixtures.postParts(this.port, "/v1/classify", List.of(new Part("image", "big", body))), 413,
				"image-too-large");
	}

	@Test
	void refusesAMultipartBodyThatEndsEarly() throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify",
				bytes("--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nabc"),
				"Content-Type", "multipart/form-data; boundary=x");

		expectProblem(response, 400, "invalid-request");
	}

	@Test
	void answersUnknownRoutesAndMethodsWithProblems() throws Exception {
		expectProblem(HttpFixtures.get(this.port, "/v1/nothing"), 404, "invalid-request");
		expectProblem(HttpFixtures.get(this.port, "/v1/classify"), 405, "invalid-request");
	}

	@Test
	void listsItsModels() throws Exception {
		JsonNode models = json(HttpFixtures.get(this.port, "/v1/models"));

		JsonNode model = json(HttpFixtures.get(this.port, "/v1/models/efficientnet-lite0"));
		assertThat(models.at("/models").valueStream().map((m) -> m.at("/id").asString()))
			.contains("efficientnet-lite0");
		assertThat(model.at("/state").asString()).isEqualTo("ready");
		assertThat(model.at("/default").asBoolean()).isTrue();
		assertThat(model.at("/parameters").asInt()).isEqualTo(4_652_008);
		assertThat(model.at("/resolution").asInt()).isEqualTo(224);
		assertThat(model.at("/executor").asString()).isEqualTo("cpu");
		assertThat(model.at("/executors").valueStream().map((e) -> e.at("/executor").asString()))
			.containsExactly("cpu");
		assertThat(model.at("/preprocessing/name").asString()).isEqualTo("lite0");
		assertThat(model.at("/accuracy/top1").asDouble()).isEqualTo(75.1);
	}

	@Test
	void isAliveAndReadyOnTheMainPort() throws Exception {
		assertThat(HttpFixtures.get(this.port, "/livez").statusCode()).isEqualTo(200);
		HttpResponse<String> ready = HttpFixtures.get(this.port, "/readyz");
		assertThat(ready.statusCode()).isEqualTo(200);
		assertThat(json(ready).at("/components/inference/details/efficientnet-lite0/state").asString())
			.isEqualTo("ready");
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.port, "/actuator/prometheus").statusCode()).isEqualTo(404);
	}

	@Test
	void countsEveryRequestOnceByItsOutcome() throws Exception {
		double ok = metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}");
		double bad = metric("classifier_requests_seconds_count{model=\"unknown\",outcome=\"client_error\"}");

		HttpFixtures.post(this.port, "/v1/classify", CAT);
		HttpFixtures.post(this.port, "/v1/classify?model=nope", CAT);

		assertThat(metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}"))
			.isEqualTo(ok + 1);
		assertThat(metric("classifier_requests_seconds_count{model=\"unknown\",outcome=\"client_error\"}"))
			.isEqualTo(bad + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/classify;a=b", "/v1;a=b/classify", "/v1/%63lassify" })
	void countsARequestHoweverItSpellsTheRoute(String path) throws Exception {
		double ok = metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}");

		assertThat(HttpFixtures.post(this.port, path, CAT).statusCode()).isEqualTo(200);

		assertThat(metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}"))
			.isEqualTo(ok + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/x-ndjson" })
	void countsEachImageOfABatch(String accepted) throws Exception {
		double uploads = metric("classifier_upload_size_bytes_count");
		double bytes = metric("classifier_upload_size_bytes_sum");
		double read = metric("classifier_stage_seconds_count{stage=\"read\"}");
		double responded = metric("classifier_stage_seconds_count{stage=\"respond\"}");

		HttpFixtures.postParts(this.port, "/v1/classify/batch",
				List.of(Part.image("chelsea.jpg"), Part.image("chelsea.jpg")), "Accept", accepted);

		assertThat(metric("classifier_upload_size_bytes_count")).isEqualTo(uploads + 2);
		assertThat(metric("classifier_upload_size_bytes_sum")).isEqualTo(bytes + 2 * CAT.length);
		assertThat(metric("classifier_stage_seconds_count{stage=\"read\"}")).isEqualTo(read + 2);
		assertThat(metric("classifier_stage_seconds_count{stage=\"respond\"}")).isEqualTo(responded + 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/x-ndjson" })
	void countsABatchWithoutAnyAnswerAsAFailure(String accepted) throws Exception {
		double ok = metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}");
		double bad = metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"client_error\"}");

		HttpFixtures.postParts(this.port, "/v1/classify/batch",
				List.of(new Part("image", "note.txt", bytes("no image")), new Part("image", "empty.jpg", new byte[0])),
				"Accept", accepted);

		assertThat(metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"ok\"}"))
			.isEqualTo(ok);
		assertThat(metric("classifier_requests_seconds_count{model=\"efficientnet-lite0\",outcome=\"client_error\"}"))
			.isEqualTo(bad + 1);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"classifier_requests_seconds_bucket{model=\"efficientnet-lite0\",outcome=\"shed\",le=\"0.001\"}",
			"classifier_stage_seconds_count{stage=\"read\"}", "classifier_stage_seconds_count{stage=\"decode\"}",
			"classifier_stage_seconds_count{stage=\"resize\"}", "classifier_stage_seconds_count{stage=\"queue\"}",
			"classifier_stage_seconds_count{stage=\"inference\"}", "classifier_stage_seconds_count{stage=\"respond\"}",
			"classifier_inference_seconds_count{executor=\"cuda\",model=\"efficientnet-lite0\"}",
			"classifier_queue_size_images", "classifier_queue_capacity_images", "classifier_requests_active",
			"classifier_rejections_total{reason=\"queue-full\"}",
			"classifier_fallbacks_total{from=\"cuda\",to=\"cpu\"}",
			"classifier_fallbacks_total{from=\"java\",to=\"cpu\"}",
			"classifier_executor_active{executor=\"cpu\",model=\"efficientnet-lite0\"}",
			"classifier_executor_active{executor=\"java\",model=\"efficientnet-lite0\"}",
			"classifier_image_pixels_bucket{le=\"1000000.0\"}", "classifier_upload_size_bytes_bucket{le=\"1000000.0\"}",
			"classifier_confidence_bucket{model=\"efficientnet-lite0\",le=\"0.5\"}" })
	void showsItsMetersFromTheStart(String series) throws Exception {
		assertThat(metric(series)).isNotNegative();
	}

	private static void putChunk(ByteBuffer png, String type, byte[] content) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes(type));
		checksum.update(content);
		png.putInt(content.length).put(bytes(type)).put(content).putInt((int) checksum.getValue());
	}

	private static void expectProblem(HttpResponse<String> response, int status, String kind) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).isEqualTo("application/problem+json");
		JsonNode problem = json(response);
		assertThat(problem.at("/kind").asString()).isEqualTo(kind);
		assertThat(problem.at("/status").asInt()).isEqualTo(status);
		assertThat(problem.at("/type").asString()).isEqualTo("about:blank");
		assertThat(problem.at("/title").asString()).isNotBlank();
		assertThat(problem.at("/detail").asString()).isNotBlank();
		assertThat(problem.at("/instance").asString()).startsWith("/v1/");
		assertThat(response.body()).doesNotContain("Exception", "io.efficientnet", "/work", ".java");
	}

	private double metric(String series) throws Exception {
		return HttpFixtures.get(this.managementPort, "/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith(series + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length() + 1)))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No series " + series));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
