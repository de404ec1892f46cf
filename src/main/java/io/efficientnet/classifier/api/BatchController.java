package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.observability.StageSpans;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

@RestController
class BatchController {

	private final RequestParser parser;

	private final BodyReader body;

	private final BatchClassifier classifier;

	private final ClassificationService classification;

	private final InferenceService inference;

	private final RequestMetrics metrics;

	private final StageSpans spans;

	private final JsonMapper json;

	private final int mostImages;

	BatchController(RequestParser parser, BodyReader body, BatchClassifier classifier,
			ClassificationService classification, InferenceService inference, RequestMetrics metrics, StageSpans spans,
			JsonMapper json, UploadProperties limits) {
		this.parser = parser;
		this.body = body;
		this.classifier = classifier;
		this.classification = classification;
		this.inference = inference;
		this.metrics = metrics;
		this.spans = spans;
		this.json = json;
		this.mostImages = limits.imagesPerRequest();
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> classify(HttpServletRequest http) {
		return RequestMetrics.Counted.of(http).during((counted) -> {
			Results results = classify(http, counted, (_) -> {
			});
			String timing = ServerTiming.of(counted.nanos());
			long start = System.nanoTime();
			byte[] rendered = this.json.writeValueAsBytes(results);
			long nanosEach = (System.nanoTime() - start) / results.results().size();
			results.results().forEach((_) -> this.metrics.responded(nanosEach));
			return ResponseEntity.ok()
				.contentType(MediaType.APPLICATION_JSON)
				.header(ServerTiming.HEADER, timing)
				.body(rendered);
		});
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_NDJSON_VALUE)
	void classifyToLines(HttpServletRequest http, HttpServletResponse response) {
		RequestMetrics.Counted.of(http)
			.during((counted) -> classify(http, counted, (result) -> writeLine(response, result)));
	}

	private Results classify(HttpServletRequest http, RequestMetrics.Counted counted,
			BatchClassifier.ResultConsumer consumer) {
		ClassificationRequest request = this.parser.parse(http);
		counted.model(request.model());
		if (!(http instanceof MultipartHttpServletRequest multipart)) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"Send multipart/form-data with one part named image for each image");
		}
		try (Admission.Body memory = this.classification.expect(request)) {
			List<MultipartFile> images = images(multipart, request, memory, counted);
			try (Admission.Places places = this.classification.admit(request, images.size())) {
				ModelId model = this.inference.modelId(request.model());
				Batch batch = new Batch(model, request, images, places, http.getRequestURI());
				List<BatchResult> results = ClientConnection.watching(http,
						() -> this.classifier.classify(batch, consumer));
				counted.results(results);
				results.forEach(this::recordSpans);
				return new Results(model, results);
			}
		}
	}

	private List<MultipartFile> images(MultipartHttpServletRequest multipart, ClassificationRequest request,
			Admission.Body memory, RequestMetrics.Counted counted) {
		List<MultipartFile> images = this.body.images(multipart, request.deadline(), memory);
		int most = Math.min(this.mostImages, this.classification.capacity());
		if (images.size() > most) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE, "A request may have at most " + most
					+ " images (classifier.limits.images-per-request, classifier.batching.queue-capacity)");
		}
		long nanosEach = counted.nanos() / images.size();
		images.forEach((image) -> this.metrics.read(image.getSize(), nanosEach));
		return images;
	}

	private void recordSpans(BatchResult result) {
		Classification answer = result.classification();
		if (answer != null) {
			this.spans.record(ServerTiming.stages(answer.timings()));
		}
	}

	private void writeLine(HttpServletResponse response, BatchResult result) throws IOException {
		long start = System.nanoTime();
		response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
		OutputStream out = response.getOutputStream();
		out.write(this.json.writeValueAsBytes(result));
		out.write('\n');
		out.flush();
		this.metrics.responded(System.nanoTime() - start);
	}

	record Results(ModelId model, List<BatchResult> results) {
	}

}
