package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.ModelLease;
import io.efficientnet.classifier.model.ModelId;
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

	private final InferenceService inference;

	private final RequestMetrics metrics;

	private final JsonMapper json;

	private final int mostImages;

	BatchController(RequestParser parser, BodyReader body, BatchClassifier classifier, InferenceService inference,
			RequestMetrics metrics, JsonMapper json, UploadProperties limits) {
		this.parser = parser;
		this.body = body;
		this.classifier = classifier;
		this.inference = inference;
		this.metrics = metrics;
		this.json = json;
		this.mostImages = limits.imagesPerRequest();
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> classify(HttpServletRequest http) {
		return this.metrics.count((counted) -> {
			Batch batch = batch(http, counted);
			List<BatchResult> results = this.classifier.classify(batch, (_) -> {
			});
			counted.results(results);
			String timing = ServerTiming.of(counted.nanos());
			long start = System.nanoTime();
			byte[] rendered = this.json.writeValueAsBytes(new Results(batch.model(), results));
			long nanosEach = (System.nanoTime() - start) / results.size();
			results.forEach((_) -> this.metrics.responded(nanosEach));
			return ResponseEntity.ok()
				.contentType(MediaType.APPLICATION_JSON)
				.header(ServerTiming.HEADER, timing)
				.body(rendered);
		});
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_NDJSON_VALUE)
	void classifyToLines(HttpServletRequest http, HttpServletResponse response) {
		this.metrics.count((counted) -> {
			Batch batch = batch(http, counted);
			response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
			counted.results(this.classifier.classify(batch, (result) -> writeLine(response, result)));
			return counted;
		});
	}

	private Batch batch(HttpServletRequest http, RequestMetrics.Counted counted) {
		ClassificationRequest request = this.parser.parse(http);
		counted.model(request.model());
		if (!(http instanceof MultipartHttpServletRequest multipart)) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"Send multipart/form-data with one part named image for each image");
		}
		List<MultipartFile> images = this.body.images(multipart, request.deadline());
		if (images.size() > this.mostImages) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
					"A request may have at most " + this.mostImages + " images (classifier.limits.images-per-request)");
		}
		long nanosEach = counted.nanos() / images.size();
		images.forEach((image) -> this.metrics.read(image.getSize(), nanosEach));
		try (ModelLease lease = this.inference.lease(request.model(), request.deadline())) {
			return new Batch(lease.model().descriptor().id(), request, images, http.getRequestURI());
		}
	}

	private void writeLine(HttpServletResponse response, BatchResult result) throws IOException {
		long start = System.nanoTime();
		OutputStream out = response.getOutputStream();
		out.write(this.json.writeValueAsBytes(result));
		out.write('\n');
		out.flush();
		this.metrics.responded(System.nanoTime() - start);
	}

	record Results(ModelId model, List<BatchResult> results) {
	}

}
