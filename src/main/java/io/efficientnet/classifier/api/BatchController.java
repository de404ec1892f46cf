package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.model.ModelId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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

	private final ClassificationService classification;

	private final InferenceService inference;

	private final RequestMetrics metrics;

	private final JsonMapper json;

	private final int mostImages;

	BatchController(RequestParser parser, BodyReader body, ClassificationService classification,
			InferenceService inference, RequestMetrics metrics, JsonMapper json, UploadProperties limits) {
		this.parser = parser;
		this.body = body;
		this.classification = classification;
		this.inference = inference;
		this.metrics = metrics;
		this.json = json;
		this.mostImages = limits.imagesPerRequest();
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Results> classify(HttpServletRequest http) {
		return this.metrics.count((counted) -> {
			Batch batch = batch(http, counted);
			Result[] results = new Result[batch.images().size()];
			forEachCompleted(batch, (result) -> results[result.index()] = result);
			return ResponseEntity.ok()
				.header(ServerTiming.HEADER, ServerTiming.of(counted.nanos()))
				.body(new Results(batch.model(), List.of(results)));
		});
	}

	@PostMapping(path = "/v1/classify/batch", produces = MediaType.APPLICATION_NDJSON_VALUE)
	void classifyToLines(HttpServletRequest http, HttpServletResponse response) {
		this.metrics.count((counted) -> {
			Batch batch = batch(http, counted);
			response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
			forEachCompleted(batch, (result) -> writeLine(response, result));
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
		List<MultipartFile> images = multipart.getFiles(BodyReader.IMAGE_PART);
		if (images.isEmpty() || multipart.getMultiFileMap().size() != 1) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "Every part must be an image and be named image");
		}
		if (images.size() > this.mostImages) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
					"A request may have at most " + this.mostImages + " images (classifier.limits.images-per-request)");
		}
		return new Batch(this.inference.model(request.model(), request.deadline()).descriptor().id(), request, images);
	}

	private void forEachCompleted(Batch batch, ResultConsumer consumer) {
		try (ExecutorService images = Executors.newVirtualThreadPerTaskExecutor()) {
			CompletionService<Result> completed = new ExecutorCompletionService<>(images);
			List<Future<Result>> submitted = new ArrayList<>();
			for (int i = 0; i < batch.images().size(); i++) {
				int index = i;
				submitted.add(completed.submit(() -> result(index, batch.images().get(index), batch.request())));
			}
			for (int i = 0; i < submitted.size(); i++) {
				consumer.accept(completed.take().get());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ServiceException(FailureKind.UNAVAILABLE, "The server is stopping; ask another one", ex);
		}
		catch (ExecutionException ex) {
			throw new ServiceException(FailureKind.INTERNAL, "An internal error; the server's log has it",
					ex.getCause());
		}
		catch (IOException ex) {
			throw new ServiceException(FailureKind.CLIENT_GONE, "The caller hung up", ex);
		}
	}

	private Result result(int index, MultipartFile part, ClassificationRequest request) {
		String name = part.getOriginalFilename();
		try {
			byte[] image = this.body.read(part);
			return new Result(index, name, this.classification.classify(image, request), null);
		}
		catch (ServiceException ex) {
			return new Result(index, name, null, Problems.of(ex));
		}
	}

	private void writeLine(HttpServletResponse response, Result result) throws IOException {
		OutputStream out = response.getOutputStream();
		out.write(this.json.writeValueAsBytes(result));
		out.write('\n');
		out.flush();
	}

	private record Batch(ModelId model, ClassificationRequest request, List<MultipartFile> images) {
	}

	record Results(ModelId model, List<Result> results) {
	}

	/**
	 * The outcome for one image.
	 *
	 * @param index position of the part, since lines come as images complete
	 * @param name file name of the part
	 * @param classification the answer; null where there is an error
	 * @param error the problem; null where there is an answer
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Result(int index, @Nullable String name, @JsonUnwrapped @Nullable Classification classification,
			@Nullable ProblemDetail error) {
	}

	private interface ResultConsumer {

		void accept(Result result) throws IOException;

	}

}
