package io.efficientnet.classifier.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.ServiceException;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/** Classifies the images of a batch side by side. */
@Component
class BatchClassifier {

	private final BodyReader body;

	private final ClassificationService classification;

	BatchClassifier(BodyReader body, ClassificationService classification) {
		this.body = body;
		this.classification = classification;
	}

	/**
	 * Classifies all images; one that fails has an error for a result.
	 * @param batch the images
	 * @param consumer gets results as they complete; what it throws ends the batch
	 * @return all results by index
	 * @throws ServiceException {@code CLIENT_GONE} if the consumer failed or the calling
	 * thread is interrupted; images that wait are then not begun
	 */
	List<BatchResult> classify(Batch batch, ResultConsumer consumer) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			CompletionService<BatchResult> completed = new ExecutorCompletionService<>(threads);
			List<Future<BatchResult>> submitted = new ArrayList<>();
			for (int i = 0; i < batch.images().size(); i++) {
				int index = i;
				submitted.add(completed.submit(() -> result(batch, index)));
			}
			try {
				return results(completed, submitted.size(), consumer);
			}
			finally {
				submitted.forEach((image) -> image.cancel(true));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ServiceException.hungUp(ex);
		}
		catch (ExecutionException ex) {
			throw ServiceException.internal(ex.getCause());
		}
		catch (IOException ex) {
			throw ServiceException.hungUp(ex);
		}
	}

	private static List<BatchResult> results(CompletionService<BatchResult> completed, int size,
			ResultConsumer consumer) throws InterruptedException, ExecutionException, IOException {
		List<BatchResult> results = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			BatchResult result = completed.take().get();
			consumer.accept(result);
			results.add(result);
		}
		results.sort(Comparator.comparingInt(BatchResult::index));
		return results;
	}

	private BatchResult result(Batch batch, int index) {
		MultipartFile part = batch.images().get(index);
		String name = part.getOriginalFilename();
		try {
			byte[] image = this.body.read(part);
			Classification answer = this.classification.classify(image, batch.request(), batch.places());
			return new BatchResult(index, name, answer, null, null);
		}
		catch (ServiceException ex) {
			ProblemDetail problem = Problems.locate(Problems.of(ex), batch.path());
			return new BatchResult(index, name, null, problem, ex.kind());
		}
	}

	/** Takes results one at a time. */
	interface ResultConsumer {

		void accept(BatchResult result) throws IOException;

	}

}
