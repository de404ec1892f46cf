package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.batching.Batcher;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InferenceServiceTests {

	private static final BatchingProperties BATCHING = new BatchingProperties(4, Duration.ZERO, 8);

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
		try (InferenceService service = service(FakeBackend::zeros)) {
			assertThat(service.report("other").state()).isEqualTo(ModelState.UNLOADED);

			LoadedModel model = model(service, "other");

			assertThat(model(service, "other")).isSameAs(model);
			assertThat(service.report("other").state()).isEqualTo(ModelState.READY);
			assertThat(service.report("other").executor()).isEqualTo(ExecutorKind.CPU);
		}
	}

	@Test
	void measuresWhatWasPreloadedOnceItHasStartedAndTheOthersBeforeTheyServe() throws IOException {
		FakeBackend inJava = new FakeBackend(ExecutorKind.JAVA, FakeBackend::zeros);
		try (InferenceService service = service(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros), inJava)) {
			service.preload(List.of());
			assertThat(service.report("good").executor()).isEqualTo(ExecutorKind.CPU);
			assertThat(inJava.opened).hasValue(0);

			service.start();

			Awaitility.await()
				.untilAsserted(
						() -> assertThat(service.report("good").executors()).extracting(ExecutorStatus::milliseconds)
							.hasSize(2)
							.doesNotContainNull());
			assertThat(model(service, "other").statuses()).extracting(ExecutorStatus::milliseconds)
				.hasSize(2)
				.doesNotContainNull();
		}
	}

	@Test
	void neverServesAModelWhoseGraphIsNotTheOneDescribed() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros)) {
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.lease("tampered", LATER))
					.withMessageContaining("model.onnx has the checksum")
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
			}
			assertThat(service.report("tampered").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("tampered").reason()).contains("checksum");
		}
	}

	@Test
	void findsBadFilesOfModelsThatNobodyAskedFor() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros)) {
			service.shelf().checkUnloaded();

			assertThat(service.report("tampered").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("unreadable").state()).isEqualTo(ModelState.FAILED);
			assertThat(service.report("good").state()).isEqualTo(ModelState.UNLOADED);
		}
	}

	@Test
	void knowsNoOtherModels() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros)) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.lease("../good", LATER))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
		}
	}

	@Test
	void knowsWhichModelIsMeantWithoutLoadingIt() throws IOException {
		try (InferenceService service = service(FakeBackend::zeros)) {
			assertThat(service.modelId(null)).isEqualTo(new ModelId("good"));
			assertThat(service.modelId("other")).isEqualTo(new ModelId("other"));
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.modelId("none"))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
			assertThat(service.report("other").state()).isEqualTo(ModelState.UNLOADED);
		}
	}

	@Test
	void loadingOutlivesACallerWhoGivesUp() throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (InferenceService service = service((images) -> hold(images, loading, release))) {
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> service.lease("good", Deadline.after(Duration.ofMillis(50))))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED));
			loading.await();
			release.countDown();

			assertThat(model(service, "good").descriptor().id()).isEqualTo(new ModelId("good"));
		}
	}

	@Test
	@Timeout(30)
	void doesNotWaitLongForARunWhenItClosesAndClosesNothingUnderIt() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean warm = new AtomicBoolean();
		FakeBackend backend = new FakeBackend(ExecutorKind.CPU,
				(images) -> warm.get() ? hold(images, running, release) : FakeBackend.zeros(images));
		InferenceService service = service(backend);
		service.preload(List.of());
		warm.set(true);
		CompletableFuture<InferenceResult> begun = CompletableFuture.supplyAsync(() -> infer(service),
				Thread::startVirtualThread);
		running.await();

		service.close();

		assertThat(backend.closed).hasValue(0);
		assertThat(begun).isNotDone();
		release.countDown();
		assertThat(begun.join().executor()).isEqualTo(ExecutorKind.CPU);
		Awaitility.await().until(() -> backend.closed.get() == 1);
	}

	@Test
	void isNotReadyWhileTheLastExecutorFailsAndReadyAgainAfterwards() throws Exception {
		AtomicBoolean broken = new AtomicBoolean();
		UnaryOperator<Tensor> network = (images) -> broken.get() ? FakeBackend.fail(images) : FakeBackend.zeros(images);
		try (InferenceService service = service(network)) {
			service.preload(List.of());
			AtomicLong now = new AtomicLong();
			InferenceHealthIndicator indicator = new InferenceHealthIndicator(service, Runnable::run, now::get);
			broken.set(true);
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> infer(service));

			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(indicator.health().getDetails().toString()).contains("The device is gone");

			broken.set(false);
			now.addAndGet(InferenceHealthIndicator.BETWEEN_RETESTS.toNanos());
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void staysReadyOnTheNextExecutorAndNamesTheFaultOfTheFirst() throws Exception {
		AtomicBoolean broken = new AtomicBoolean();
		FakeBackend cuda = new FakeBackend(ExecutorKind.CUDA,
				(images) -> broken.get() ? FakeBackend.failForGood(images) : FakeBackend.zeros(images));
		FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);
		try (InferenceService service = service(cuda, cpu)) {
			service.preload(List.of());
			broken.set(true);

			InferenceResult result = infer(service);

			ModelReport report = service.report("good");
			Health health = new InferenceHealthIndicator(service).health();
			assertThat(result.fallback()).isTrue();
			assertThat(report.state()).isEqualTo(ModelState.READY);
			assertThat(report.reason()).isNull();
			assertThat(report.executor()).isEqualTo(ExecutorKind.CPU);
			assertThat(report.executors().getFirst().reason())
				.startsWith("it failed while serving: The device is gone for good.");
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails().toString()).contains("it failed while serving");
		}
	}

	@Test
	void aModelWhoseLoadingFailsUnexpectedlyIsFailedAndClosed() throws Exception {
		FakeBackend backend = new FakeBackend(ExecutorKind.CPU, (_) -> {
			throw new IllegalStateException("a defect");
		});
		try (InferenceService service = service(backend)) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.lease("good", LATER))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
			assertThat(service.report("good").state()).isEqualTo(ModelState.FAILED);
			assertThat(backend.closed).hasValue(1);
		}
	}

	@Test
	void namesDirectoryAndModelsWhereTheDefaultOneIsMissing() throws Exception {
		Path empty = Files.createDirectories(directory.resolve("none/at/all"));
		ModelCatalog catalog = ModelCatalog.read(empty);
		try (InferenceService service = new InferenceService(catalog, new ModelId("good"), List.of(),
				new InferenceProperties(ExecutorChoice.AUTO, 1, true), new ModelMemory(Long.MAX_VALUE), BATCHING,
				new InferenceMetrics(this.registry), new BatchMetrics(this.registry))) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> service.preload(List.of()))
				.withMessageContaining("Model good is not in " + empty.toAbsolutePath());
		}
	}

	@Test
	void isHealthyOnceTheDefaultModelIsReady() throws Exception {
		try (InferenceService service = service(FakeBackend::zeros)) {
			InferenceHealthIndicator indicator = new InferenceHealthIndicator(service);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);

			service.preload(List.of());

			Health health = indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsKeys("good", "unreadable").doesNotContainKey("other");
			assertThat(health.getDetails().toString()).doesNotContain(directory.toString());
		}
	}

	private InferenceService service(UnaryOperator<Tensor> network) throws IOException {
		return service(new FakeBackend(ExecutorKind.CPU, network));
	}

	private InferenceService service(FakeBackend... backends) throws IOException {
		ModelCatalog catalog = ModelCatalog.read(directory);
		List<BackendFactory> factories = Stream.of(backends).map(FakeBackend::offering).toList();
		return new InferenceService(catalog, new ModelId("good"), factories,
				new InferenceProperties(ExecutorChoice.AUTO, 1, true), new ModelMemory(Long.MAX_VALUE), BATCHING,
				new InferenceMetrics(this.registry), new BatchMetrics(this.registry));
	}

	private static InferenceResult infer(InferenceService service) {
		try (ModelLease lease = service.lease(null, LATER)) {
			return service.infer(lease.model(), lease.model().inputSlot(LATER), Set.of(), LATER,
					Batcher.Watcher.NOBODY);
		}
	}

	private static LoadedModel model(InferenceService service, @Nullable String id) {
		try (ModelLease lease = service.lease(id, LATER)) {
			return lease.model();
		}
	}

	private static Tensor hold(Tensor images, CountDownLatch running, CountDownLatch release) {
		running.countDown();
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
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
