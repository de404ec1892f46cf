package io.efficientnet.classifier.api;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * EfficientNet-Lite0 over HTTP against the predictions of PyTorch on 100 pictures. Their
 * licence is unstated, so they are not part of the project.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
class ImagenetPicturesIT {

	private static final Path PICTURES = Path.of("../shared/data/imagenet-100");

	/** Float32 noise of a probability: the references differ among themselves by 1e-5. */
	private static final double TOLERANCE = 1e-4;

	@LocalServerPort
	private int port;

	@Test
	void predictsWhatPyTorchPredicts() throws Exception {
		assumeThat(PICTURES).as("the pictures lie beside the project").isDirectory();
		JsonNode reference = HttpFixtures.JSON.readTree(Files.readString(PICTURES.resolve("lite0_predictions.json")));
		double largest = 0;
		int compared = 0;
		for (JsonNode expected : reference.at("/predictions")) {
			byte[] picture = Files.readAllBytes(PICTURES.resolve(expected.at("/file").asString()));

			HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify?top=1000", picture);

			JsonNode answer = HttpFixtures.json(response);
			assertThat(answer.at("/receipt/executor").asString()).isEqualTo(executor());
			largest = Math.max(largest, compare(answer, expected));
			compared++;
		}
		assertThat(compared).isEqualTo(100);
		System.Logger logger = System.getLogger(ImagenetPicturesIT.class.getName());
		logger.log(System.Logger.Level.INFO, "largest difference of a top-5 probability: " + largest);
	}

	String executor() {
		return "cpu";
	}

	private static double compare(JsonNode answer, JsonNode expected) {
		String file = expected.at("/file").asString();
		assertThat(answer.at("/predictions/0/index").asInt()).as(file).isEqualTo(expected.at("/top5/0").asInt());
		double largest = 0;
		for (int rank = 0; rank < 5; rank++) {
			double reference = expected.at("/probabilities/" + rank).asDouble();
			double found = probability(answer, expected.at("/top5/" + rank).asInt());
			assertThat(found).as("%s, rank %d", file, rank).isCloseTo(reference, within(TOLERANCE));
			largest = Math.max(largest, Math.abs(found - reference));
		}
		return largest;
	}

	private static double probability(JsonNode answer, int index) {
		return answer.at("/predictions")
			.valueStream()
			.filter((prediction) -> prediction.at("/index").asInt() == index)
			.findFirst()
			.orElseThrow()
			.at("/probability")
			.asDouble();
	}

}
