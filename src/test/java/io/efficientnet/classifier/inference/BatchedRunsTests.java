package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.efficientnet.classifier.batching.BatchPolicy;
import io.efficientnet.classifier.batching.Batcher;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class BatchedRunsTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	private static final int LARGEST = 8;

	/** An image that makes networks of these tests refuse. */
	private static final int POISON = 13;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final BatchMetrics metrics = new BatchMetrics(this.registry);

	private final BatchedRuns runs = new BatchedRuns(LARGEST, this.metrics);

	private final AtomicInteger released = new AtomicInteger();

	private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

	@BeforeEach
	void register() {
		this.metrics.register(MODEL.descriptor().id());
	}

	@AfterEach
	void letGo() {
		this.callers.close();
	}

	/**
	 * The share of the logits' standard deviation that the order of additions may make.
	 */
	@ParameterizedTest
	@CsvSource({ "JAVA, 0", "CPU, 1e-5" })
	void givesEachImageWhatItGetsAloneAndOnlyWhatItWanted(ExecutorChoice executor, double tolerance) {
		LoadedModel model = load(executor, BackendFactories.all(2).stream().map(InBatches::of).toList());
		List<Set<Output>> wanted = List.of(Set.of(), Set.of(Output.EMBEDDING), Set.of(Output.FEATURES), Set.of(),
				Set.of(Output.EMBEDDING, Output.FEATURES));

		List<InferenceResult> together = answers(model, wanted);

		for (int i = 0; i < wanted.size(); i++) {
			Outputs alone = model.infer(image(i + 1), wanted.get(i), 0).outputs();
			Outputs outputs = together.get(i).outputs();
			assertAlike(outputs.logits(), alone.logits(), tolerance);
			assertAlike(outputs.embedding(), alone.embedding(), tolerance);
			assertAlike(outputs.features(), alone.features(), tolerance);
		}
		model.close();
	}

	@Test
	void padsBatchesToAFewSizesOnDevices() {
		FakeBackend cuda = device(BatchedRunsTests::firstValues);
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cuda)));

		List<InferenceResult> results = answers(model, List.of(Set.of(), Set.of(), Set.of()));

		assertThat(cuda.batches).endsWith(4);
		assertThat(results).extracting((result) -> (int) result.outputs().logits().data().get(0))
			.containsExactly(1, 2, 3);
		assertThat(results).extracting((result) -> result.outputs().logits().shape())
			.containsOnly(Shape.of(1, FakeBackend.CLASSES));
		assertThat(this.registry.get("classifier.batch.padding").counter().count()).isEqualTo(1);
		assertThat(this.registry.get("classifier.batch.size").summary().totalAmount()).isEqualTo(3);
	}

	@Test
	void runsEachImageByItselfWhereTheExecutorTakesOneARun() {
		FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, BatchedRunsTests::firstValues);
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cpu)));

		answers(model, List.of(Set.of(), Set.of(), Set.of()));

		assertThat(cpu.batches).endsWith(1, 1, 1);
		assertThat(this.registry.get("classifier.batch.padding").counter().count()).isZero();
	}

	@Test
	void anImageWithoutMemoryFailsAlone() {
		FakeBackend cuda = device(BatchedRunsTests::lackMemoryForPoison);
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cuda)));
		Calls calls = new Calls(model, 2);
		List<CompletableFuture<InferenceResult>> futures = List.of(calls.ask(1, Set.of()), calls.ask(POISON, Set.of()));

		assertThat((int) futures.get(0).join().outputs().logits().data().get(0)).isEqualTo(1);
		fails(futures.get(1), FailureKind.UNAVAILABLE);
		calls.close();
		assertThat(model.fault()).isNull();
	}

	@Test
	void oneShortageThatABatchMeetsAgainAndAgainCountsOnce() {
		FakeBackend cuda = device(BatchedRunsTests::lackMemoryForPoison);
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cuda)));
		Calls calls = new Calls(model, 3);
		List<CompletableFuture<InferenceResult>> futures = List.of(calls.ask(POISON, Set.of()),
				calls.ask(POISON, Set.of()), calls.ask(POISON, Set.of()));

		futures.forEach((future) -> fails(future, FailureKind.UNAVAILABLE));
		calls.close();
		assertThat(model.fault()).isNull();
	}

	@Test
	void anImageThatTheNetworkRefusesFailsAlone() {
		FakeBackend cuda = device(BatchedRunsTests::firstValues);
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cuda)));
		Calls calls = new Calls(model, 3);
		List<CompletableFuture<InferenceResult>> futures = List.of(calls.ask(1, Set.of()), calls.ask(POISON, Set.of()),
				calls.ask(3, Set.of()));

		assertThat((int) futures.get(0).join().outputs().logits().data().get(0)).isEqualTo(1);
		assertThat((int) futures.get(2).join().outputs().logits().data().get(0)).isEqualTo(3);
		fails(futures.get(1), FailureKind.INVALID_REQUEST);
		calls.close();
		assertThat(this.released).hasValue(3);
	}

	@Test
	void anExecutorThatFailsFailsTheBatchAndIsNotAskedAgain() {
		AtomicBoolean failing = new AtomicBoolean();
		FakeBackend broken = device((images) -> failing.get() ? FakeBackend.fail(images) : FakeBackend.zeros(images));
		LoadedModel model = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(broken)));
		broken.batches.clear();
		failing.set(true);
		Calls calls = new Calls(model, 2);
		List<CompletableFuture<InferenceResult>> futures = List.of(calls.ask(1, Set.of()), calls.ask(2, Set.of()));

		futures.forEach((future) -> fails(future, FailureKind.INTERNAL));
		calls.close();
		assertThat(broken.batches).containsExactly(2);
		assertThat(this.released).hasValue(2);
	}

	@Test
	void batchesWhereItPaysAndRunsAsOftenAtOnceAsTheExecutorMay() {
		FakeBackend cuda = device(FakeBackend::zeros);
		FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros, 7);

		LoadedModel onDevice = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cuda)));
		LoadedModel onCpu = load(ExecutorChoice.AUTO, List.of(FakeBackend.offering(cpu)));

		assertThat(this.runs.mostItems(onDevice)).isEqualTo(LARGEST);
		assertThat(this.runs.mostRuns(onDevice)).isEqualTo(1);
		assertThat(this.runs.mostItems(onCpu)).isEqualTo(1);
		assertThat(this.runs.mostRuns(onCpu)).isEqualTo(7);
	}

	private List<InferenceResult> answers(LoadedModel model, List<Set<Output>> wanted) {
		try (Calls calls = new Calls(model, wanted.size())) {
			List<CompletableFuture<InferenceResult>> futures = new ArrayList<>();
			for (int i = 0; i < wanted.size(); i++) {
				futures.add(calls.ask(i + 1, wanted.get(i)));
			}
			return futures.stream().map(CompletableFuture::join).toList();
		}
	}

	private LoadedModel load(ExecutorChoice choice, List<BackendFactory> factories) {
		return LoadedModel.load(MODEL, new BackendSelector(factories, choice, new SpeedTrial(System::nanoTime)), false,
				new InferenceMetrics(this.registry), LARGEST);
	}

	private static FakeBackend device(Function<Tensor, Tensor> network) {
		return new FakeBackend(ExecutorKind.CUDA, network, 1) {

			@Override
			public List<Integer> batchSizes() {
				return List.of(1, 2, 4, LARGEST, 2 * LARGEST);
			}

		};
	}

	private static void fails(CompletableFuture<InferenceResult> future, FailureKind kind) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, (ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private static void assertAlike(@Nullable Tensor actual, @Nullable Tensor expected, double tolerance) {
		if (actual == null || expected == null) {
			assertThat(actual).isSameAs(expected);
			return;
		}
		assertThat(actual.shape()).isEqualTo(expected.shape());
		float[] values = expected.toArray();
		float bound = (float) (tolerance * InferenceFixtures.standardDeviation(values));
		assertThat(actual.toArray()).containsExactly(values, within(bound));
	}

	private static Tensor image(int number) {
		Tensor image = InferenceFixtures.input(1, 3, 224, 224);
		image.data().put(0, number);
		for (int i = 1; i < image.data().limit(); i++) {
			image.data().put(i, image.data().get(i) / number);
		}
		return image;
	}

	private static Tensor lackMemoryForPoison(Tensor images) {
		for (int i = 0; i < images.shape().dimension(0); i++) {
			if (images.slice(i).data().get(0) == POISON) {
				throw new OutOfMemoryError("poison");
			}
		}
		return firstValues(images);
	}

	private static Tensor firstValues(Tensor images) {
		int count = images.shape().dimension(0);
		Tensor values = Tensor.allocate(Shape.of(count, FakeBackend.CLASSES));
		for (int i = 0; i < count; i++) {
			float first = images.slice(i).data().get(0);
			if (first == POISON) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, "poison");
			}
			values.slice(i).data().put(0, first);
		}
		return values;
	}

	/** An executor that is given batches though it gains nothing from them. */
	private record InBatches(InferenceBackend backend) implements InferenceBackend {

		static BackendFactory of(BackendFactory factory) {
			return new BackendFactory() {

				@Override
				public ExecutorKind executor() {
					return factory.executor();
				}

				@Override
				public Offer open(VerifiedModel model) {
					return (factory.open(model) instanceof Available(InferenceBackend backend))
							? new Available(new InBatches(backend)) : new Unavailable("Not here.", "Leave it.");
				}

			};
		}

		@Override
		public ExecutorKind executor() {
			return this.backend.executor();
		}

		@Override
		public String runtime() {
			return this.backend.runtime();
		}

		@Override
		public List<Integer> batchSizes() {
			return List.of(1, LARGEST);
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			return this.backend.infer(images, wanted);
		}

		@Override
		public void close() {
			this.backend.close();
		}

	}

	/** Images that wait for each other, so that they run together. */
	private final class Calls implements AutoCloseable {

		private final LoadedModel model;

		private final Batcher<LoadedModel, BatchedRuns.Image, InferenceResult> batcher;

		private int asked;

		Calls(LoadedModel model, int images) {
			this.model = model;
			BatchPolicy<LoadedModel> policy = new BatchPolicy<>() {

				@Override
				public int mostItems(LoadedModel key) {
					return images;
				}

				@Override
				public int mostRuns(LoadedModel key) {
					return 1;
				}

			};
			this.batcher = new Batcher<>("test", 1, policy, Duration.ofMinutes(1), BatchedRunsTests.this.runs,
					(image) -> {
						image.slot().release();
						BatchedRunsTests.this.released.incrementAndGet();
					});
		}

		CompletableFuture<InferenceResult> ask(int number, Set<Output> wanted) {
			InputSlot slot = new InputSlot(Tensor.allocate(Shape.of(1, 3, 224, 224)), () -> {
			});
			slot.tensor().data().put(0, image(number).data(), 0, slot.tensor().data().limit());
			CompletableFuture<InferenceResult> answer = CompletableFuture.supplyAsync(
					() -> this.batcher.call(this.model, new BatchedRuns.Image(slot, wanted), FAR),
					BatchedRunsTests.this.callers);
			this.asked++;
			int waiting = this.asked;
			// In order of arrival, the last of them starting the run
			await().until(() -> this.batcher.queued() == waiting || this.batcher.queued() == 0);
			return answer;
		}

		@Override
		public void close() {
			this.batcher.close();
		}

	}

}
