package io.efficientnet.classifier.api;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;

import io.efficientnet.classifier.api.HttpFixtures.Part;
import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static io.efficientnet.classifier.api.HttpFixtures.json;
import static io.efficientnet.classifier.api.HttpFixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole service with room for two images. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = { "management.server.port=0",
		"classifier.inference.executor=cpu", "classifier.batching.queue-capacity=2" })
class OverloadIT {

	private static final byte[] CAT = sample("chelsea.jpg");

	private static final ClassificationRequest REQUEST = new ClassificationRequest(null, 1, Set.of(),
			Deadline.after(Duration.ofHours(1)));

	private final ClassificationService classification;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	OverloadIT(@Autowired ClassificationService classification) {
		this.classification = classification;
	}

	@Test
	void refusesOnEveryRouteWhileTheServerIsFullAndServesAgainAfterwards() throws Exception {
		try (Admission.Places _ = this.classification.admit(REQUEST, 2)) {
			isRefused(HttpFixtures.post(this.port, "/v1/classify", CAT));
			isRefused(HttpFixtures.postParts(this.port, "/v1/classify",
					Collections.singletonList(Part.image("coffee.jpg"))));
			isRefused(HttpFixtures.postParts(this.port, "/v1/classify/batch",
					Collections.singletonList(Part.image("coffee.jpg"))));
			isRefused(HttpFixtures.postParts(this.port, "/v1/classify/batch",
					Collections.singletonList(Part.image("coffee.jpg")), "Accept", "application/x-ndjson"));
		}

		assertThat(HttpFixtures.post(this.port, "/v1/classify", CAT).statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/prometheus").body())
			.doesNotContain("classifier_rejections_total{reason=\"queue-full\"} 0.0")
			.contains("classifier_rejections_total{reason=\"deadline\"} 0.0",
					"classifier_rejections_total{reason=\"memory\"} 0.0", "classifier_queue_size_images 0.0",
					"classifier_queue_capacity_images 2.0");
	}

	@Test
	void refusesABatchThatCouldNeverBeAdmittedAsTooLarge() throws Exception {
		HttpResponse<String> response = HttpFixtures.postParts(this.port, "/v1/classify/batch",
				Collections.nCopies(3, Part.image("coffee.jpg")));

		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(json(response).at("/detail").asString()).contains("at most 2 images", "queue-capacity");
	}

	@Test
	void admitsABatchAsAWhole() throws Exception {
		HttpResponse<String> whole = HttpFixtures.postParts(this.port, "/v1/classify/batch",
				Collections.nCopies(2, Part.image("coffee.jpg")));
		assertThat(json(whole).at("/results").size()).isEqualTo(2);

		try (Admission.Places _ = this.classification.admit(REQUEST, 1)) {
			isRefused(HttpFixtures.postParts(this.port, "/v1/classify/batch",
					Collections.nCopies(2, Part.image("coffee.jpg"))));
		}
	}

	private static void isRefused(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(json(response).at("/kind").asString()).isEqualTo("overloaded");
		assertThat(response.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
	}

}
