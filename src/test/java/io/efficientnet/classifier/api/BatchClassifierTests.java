package io.efficientnet.classifier.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.efficientnet.classifier.api.BatchClassifier.ResultConsumer;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.stubbing.Answer;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.MultipartFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BatchClassifierTests {

	private static final int IMAGES = 8;

	private final ClassificationService classification = mock();

	private final BatchClassifier classifier = new BatchClassifier(new BodyReader(
			new UploadProperties(DataSize.ofBytes(100), DataSize.ofBytes(1000), IMAGES, Duration.ofSeconds(10))),
			this.classification);

	private final AtomicInteger withdrawn = new AtomicInteger();

	@Test
	void givesResultsByIndexHoweverTheyComplete() {
		given(this.classification.classify(any(), any(), any())).willAnswer((call) -> {
			throw new ServiceException(FailureKind.UNDECODABLE_IMAGE, "image " + call.<byte[]>getArgument(0)[0]);
		});

		List<BatchResult> results = this.classifier.classify(batch(), (_) -> {
		});

		assertThat(results).extracting(BatchResult::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		assertThat(results).allSatisfy((result) -> {
			assertThat(result.failure()).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
			assertThat(result.error()).isNotNull();
			assertThat(result.error().getDetail()).isEqualTo("image " + result.index());
			assertThat(result.error().getInstance()).hasToString("/v1/classify/batch");
		});
	}

	@Test
	void withdrawsTheOtherImagesWhenTheCallerHangsUp() {
		refuses(FailureKind.CLIENT_GONE, (_) -> {
			throw new IOException("Broken pipe");
		});

		assertThat(this.withdrawn).hasValue(IMAGES - 1);
	}

	@Test
	void withdrawsTheOtherImagesWhenItIsInterrupted() {
		refuses(FailureKind.CLIENT_GONE, (_) -> Thread.currentThread().interrupt());

		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.withdrawn).hasValue(IMAGES - 1);
	}

	private void refuses(FailureKind kind, ResultConsumer consumer) {
		CountDownLatch begun = new CountDownLatch(IMAGES);
		given(this.classification.classify(any(), any(), any())).willAnswer(untilWithdrawn(begun));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.classifier.classify(batch(), consumer))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private Answer<?> untilWithdrawn(CountDownLatch begun) {
		return (call) -> {
			begun.countDown();
			boolean answered = call.<byte[]>getArgument(0)[0] == 0;
			try {
				(answered ? begun : new CountDownLatch(1)).await();
			}
			catch (InterruptedException ex) {
				this.withdrawn.incrementAndGet();
			}
			throw new ServiceException(FailureKind.UNAVAILABLE, "No answer");
		};
	}

	private static Batch batch() {
		List<MultipartFile> images = IntStream.range(0, IMAGES)
			.<MultipartFile>mapToObj((i) -> new MockMultipartFile("image", new byte[] { (byte) i }))
			.toList();
		return new Batch(new ModelId("b0"),
				new ClassificationRequest(null, 5, Set.of(), Deadline.after(Duration.ofHours(1))), images, mock(),
				"/v1/classify/batch");
	}

}
