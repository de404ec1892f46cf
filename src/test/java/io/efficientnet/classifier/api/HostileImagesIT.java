package io.efficientnet.classifier.api;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Bombs, lies and damage over HTTP, and a photo after each. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = { "management.server.port=0",
		"classifier.inference.executor=cpu", "classifier.image.orientation=apply" })
class HostileImagesIT {

	private static final Path FOLDER = Path.of("../shared/data/hostile");

	private static final int CASES = 233;

	@LocalServerPort
	private int port;

	@Test
	void refusesEachAsTheCallersFaultOrClassifiesIt() throws Exception {
		assumeThat(FOLDER).as("the files lie beside the project").isDirectory();
		byte[] photo = HttpFixtures.sample("chelsea.jpg");
		JsonNode cases = HttpFixtures.JSON.readTree(Files.readString(FOLDER.resolve("hostile.json"))).at("/cases");
		assertThat(cases).hasSize(CASES);
		JsonNode label = label(photo);
		for (JsonNode row : cases) {
			String file = row.at("/file").asString();

			HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify",
					Files.readAllBytes(FOLDER.resolve(file)));

			switch (row.at("/expected").asString()) {
				case "reject-4xx" -> assertThat(response.statusCode()).as(file).isIn(400, 413, 415, 422);
				case "decode" -> assertThat(response.statusCode()).as(file).isEqualTo(200);
				default -> assertThat(response.statusCode()).as(file).isIn(200, 400, 413, 415, 422);
			}
			assertThat(label(photo)).as("after %s", file).isEqualTo(label);
		}
	}

	private JsonNode label(byte[] photo) throws Exception {
		HttpResponse<String> response = HttpFixtures.post(this.port, "/v1/classify", photo);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.json(response).at("/image/orientation").asInt()).isEqualTo(1);
		return HttpFixtures.json(response).at("/predictions/0/label");
	}

}
