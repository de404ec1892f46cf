package io.efficientnet.classifier.api;

import java.util.List;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.observability.StageSpans;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

@RestController
class ClassificationController {

	private final RequestParser parser;

	private final BodyReader body;

	private final ClassificationService classification;

	private final RequestMetrics metrics;

	private final StageSpans spans;

	private final JsonMapper json;

	ClassificationController(RequestParser parser, BodyReader body, ClassificationService classification,
			RequestMetrics metrics, StageSpans spans, JsonMapper json) {
		this.parser = parser;
		this.body = body;
		this.classification = classification;
		this.metrics = metrics;
		this.spans = spans;
		this.json = json;
	}

	@PostMapping("/v1/classify")
	ResponseEntity<byte[]> classify(HttpServletRequest http) {
		return RequestMetrics.Counted.of(http).during((counted) -> {
			ClassificationRequest request = this.parser.parse(http);
			counted.model(request.model());
			Classification answer = classify(http, request, counted);
			this.spans.record(ServerTiming.stages(answer.timings()));
			String timing = ServerTiming.of(answer.timings(), counted.nanos());
			long start = System.nanoTime();
			byte[] rendered = this.json.writeValueAsBytes(answer);
			this.metrics.responded(System.nanoTime() - start);
			return ResponseEntity.ok()
				.contentType(MediaType.APPLICATION_JSON)
				.header(ServerTiming.HEADER, timing)
				.body(rendered);
		});
	}

	private Classification classify(HttpServletRequest http, ClassificationRequest request,
			RequestMetrics.Counted counted) {
		try (Admission.Body memory = this.classification.expect(request)) {
			byte[] image = image(http, request, memory);
			this.metrics.read(image.length, counted.nanos());
			return ClientConnection.watching(http, () -> this.classification.classify(image, request));
		}
	}

	private byte[] image(HttpServletRequest http, ClassificationRequest request, Admission.Body memory) {
		if (!(http instanceof MultipartHttpServletRequest multipart)) {
			return this.body.read(http, request.deadline(), memory);
		}
		List<MultipartFile> images = this.body.images(multipart, request.deadline(), memory);
		if (images.size() != 1) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"Send exactly one part named image; POST /v1/classify/batch takes several");
		}
		return this.body.read(images.getFirst());
	}

}
