package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InferenceServiceTests {

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 224, 224);

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	@TempDir
	static Path directory;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@BeforeAll
	static void install() throws IOException {
		install("good");
		install("other");
		install("tampered");
		Files.writeString(directory.resolve("tampered/model.onnx"), "something else");
		Files.writeString(Files.createDirectories(directory.resolve("unreadable")).resolve("model.json"), "{");
	}

	@Test
	void loadsAModelWhenItIsFirstAskedFor() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros, 8)) {
			assertThat(service.report("other").state()).isEqualTo(ModelState.UNLOADED);

			LoadedModel model = service.model("other");

			assertThat(service.model("other")).isSameAs(model);
			assertThat(service.report("other").state()).isEqualTo(ModelState.READY);
			assertThat(service.report("other").executor()).isEqualTo(ExecutorKind.CPU);
		}
	}

	@Test
	void neverServesAModelWhoseGraphIsNotTheOneDescribed() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros, 8)) {
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.model("tampered"))
					.withMessageContaining("model.onnx has the checksum")
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
			}
			assertThat(service.report("tampered").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("tampered").reason()).contains("checksum");
		}
	}

	@Test
	void findsBadFilesOfModelsThatNobodyAskedFor() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros, 8)) {
			service.verifyUnloaded();

			assertThat(service.report("tampered").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("unreadable").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("good").state()).isEqualTo(ModelState.UNLOADED);
		}
	}

	@Test
	void knowsNoOtherModels() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros, 8)) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.model("../good"))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
		}
	}

	@Test
	void refusesMoreThanTheQueueHolds() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (InferenceService service = service((images) -> hold(images, running, release), 1);
				ExecutorService callers = Executors.newCachedThreadPool()) {
			LoadedModel model = service.model(null);
			Future<InferenceResult> first = callers.submit(() -> service.infer(model, IMAGE, Set.of(), LATER));
			running.await();
			Future<InferenceResult> second = callers.submit(() -> service.infer(model, IMAGE, Set.of(), LATER));
			while (this.registry.get("classifier.queue.size").gauge().value() < 1) {
				Thread.onSpinWait();
			}

			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> service.infer(model, IMAGE, Set.of(), LATER))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.OVERLOADED));

			release.countDown();
			assertThat(first.get().outputs().logits().shape()).isEqualTo(Shape.of(1, 1000));
			assertThat(second.get().queueNanos()).isPositive();
			assertThat(this.registry.get("classifier.rejections").counter().count()).isEqualTo(1);
		}
	}

	@Test
	void isHealthyOnceTheDefaultModelIsReady() throws Exception {
		try (InferenceService service = service(FakeBackend::zeros, 8)) {
			InferenceHealthIndicator indicator = new InferenceHealthIndicator(service);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);

			service.preload(List.of());

			Health health = indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsKeys("good", "unreadable").doesNotContainKey("other");
			assertThat(health.getDetails().toString()).doesNotContain(directory.toString());
		}
	}

	private InferenceService service(UnaryOperator<Tensor> network, int capacity) throws IOException {
		ModelCatalog catalog = ModelCatalog.read(directory);
		BackendFactory factory = FakeBackend.offering(new FakeBackend(ExecutorKind.CPU, network));
		return new InferenceService(catalog, new ModelId("good"), List.of(factory),
				new InferenceProperties(ExecutorChoice.AUTO, 1, true), new WorkerPool("test", 1, capacity),
				new InferenceMetrics(this.registry, catalog.entries()));
	}

	// The warm-up run comes first and passes.
	private static Tensor hold(Tensor images, CountDownLatch running, CountDownLatch release) {
		if (images.data().get(1) != 0) {
			running.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}
		return FakeBackend.zeros(images);
	}

	private static void install(String id) throws IOException {
		ModelDescriptor known = InferenceFixtures.model(EfficientNetVariant.LITE0).descriptor();
		Path graph = directory.resolve("graph.onnx");
		String sha256 = OnnxWriter.write(ModelConversion.synthesize(EfficientNetVariant.LITE0, 0).model(), graph);
		ModelDescriptor descriptor = new ModelDescriptor(new ModelId(id), known.variant(), true,
				new ModelDescriptor.Graph(sha256, known.graph().input(), known.graph().outputs()), known.weights(),
				known.classes(), null, known.preprocessing(), known.tolerance(), null);
		ModelCatalog.read(directory).install(descriptor, graph);
	}

}
