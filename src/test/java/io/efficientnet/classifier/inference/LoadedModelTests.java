package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class LoadedModelTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 224, 224);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicBoolean broken = new AtomicBoolean();

	private final AtomicLong clock = new AtomicLong();

	private final FakeBackend cuda = new FakeBackend(ExecutorKind.CUDA,
			(images) -> this.broken.get() ? FakeBackend.fail(images) : FakeBackend.zeros(images));

	private final FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);

	@Test
	void anExecutorThatFailsIsReplacedAndTheAnswerSaysSo() {
		LoadedModel model = load(true, this.cuda, this.cpu);
		assertThat(model.infer(IMAGE, Set.of(), 0).fallback()).isFalse();
		this.broken.set(true);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
		assertThat(this.cuda.closed).hasValue(1);
		assertThat(this.registry.get("classifier.fallbacks").tag("from", "cuda").tag("to", "cpu").counter().count())
			.isEqualTo(1);
		assertThat(active("cuda")).isZero();
		assertThat(active("cpu")).isEqualTo(1);
	}

	@Test
	void anExecutorIsKeptWhereFallbackIsOff() {
		LoadedModel model = load(false, this.cuda, this.cpu);
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INTERNAL));
		this.broken.set(false);
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CUDA);
	}

	@Test
	void theLastExecutorIsKeptWhenItFails() {
		LoadedModel model = load(true, this.cuda);
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.withMessageContaining("The device is gone");
		this.broken.set(false);
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CUDA);
	}

	@Test
	void doesNotLookForAReplacementAgainWhereThereWasNone() {
		FakeBackend failing = new FakeBackend(ExecutorKind.CPU, FakeBackend::fail);
		LoadedModel model = load(true, this.cuda, failing);
		this.broken.set(true);

		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ExecutorFault.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0));
		}

		assertThat(failing.opened).hasValue(1);
		assertThat(failing.isOpen()).isFalse();
		assertThat(this.cuda.isOpen()).isTrue();
	}

	@Test
	void callersThatMeetTheSameFaultAreAllAnsweredByTheReplacement() throws Exception {
		LoadedModel model = load(true, this.cuda, this.cpu);
		this.broken.set(true);
		try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
			Callable<ExecutorKind> call = () -> model.infer(IMAGE, Set.of(), 0).executor();

			List<Future<ExecutorKind>> answers = callers.invokeAll(Collections.nCopies(64, call));

			for (Future<ExecutorKind> answer : answers) {
				assertThat(answer.get()).isEqualTo(ExecutorKind.CPU);
			}
		}
		assertThat(this.registry.get("classifier.fallbacks").tag("from", "cuda").tag("to", "cpu").counter().count())
			.isEqualTo(1);
		assertThat(this.cuda.closed).hasValue(1);
	}

	@Test
	void remembersAFaultUntilARunSucceeds() {
		LoadedModel model = load(true, this.cuda);
		this.broken.set(true);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0));
		assertThat(model.fault()).contains("The device is gone");

		this.broken.set(false);
		model.infer(IMAGE, Set.of(), 0);

		assertThat(model.fault()).isNull();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void everyKindOfFaultIsAnsweredByTheNextExecutor(Throwable fault) {
		FakeBackend failing = new FakeBackend(ExecutorKind.CUDA, onceBroken((_) -> sneak(fault)));
		LoadedModel model = load(true, failing, this.cpu);
		this.broken.set(true);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
		assertThat(model.fault()).isNull();
		assertThat(model.statuses().getFirst().usable()).isFalse();
		assertThat(model.statuses().getFirst().reason()).startsWith("it failed while serving: ")
			.endsWith(". It is not used again before the server is restarted.")
			.doesNotContain("native");
	}

	static Stream<Throwable> faults() {
		return Stream.of(new ServiceException(FailureKind.INTERNAL, "The session is broken"),
				new ExecutorFault(FaultKind.STICKY, "The device is gone", null), new UnsatisfiedLinkError("native"),
				new ArithmeticException("native"));
	}

	@Test
	void aRefusedRequestSpeaksAgainstNoExecutor() {
		FakeBackend refusing = new FakeBackend(ExecutorKind.CUDA,
				onceBroken((_) -> sneak(new ServiceException(FailureKind.INVALID_REQUEST, "No such output"))));
		LoadedModel model = load(true, refusing, this.cpu);
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.withMessage("No such output");
		assertThat(model.executor()).isEqualTo(ExecutorKind.CUDA);
		assertThat(model.fault()).isNull();
	}

	@Test
	void aBatchWithoutMemoryIsAnsweredInPartsByTheSameExecutor() {
		FakeBackend small = new FakeBackend(ExecutorKind.CUDA, (images) -> (images.shape().dimension(0) > 1)
				? sneak(new OutOfMemoryError()) : FakeBackend.zeros(images));
		LoadedModel model = load(true, small, this.cpu);

		InferenceResult result = model.infer(InferenceFixtures.input(3, 3, 224, 224), Set.of(), 0);

		assertThat(result.outputs().logits().shape()).isEqualTo(Shape.of(3, 1000));
		assertThat(result.executor()).isEqualTo(ExecutorKind.CUDA);
		assertThat(result.fallback()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("shortagesOfMemory")
	void oneImageWithoutMemoryFailsAlone(Throwable fault) {
		FakeBackend small = new FakeBackend(ExecutorKind.CUDA, onceBroken((_) -> sneak(fault)));
		LoadedModel model = load(true, small, this.cpu);

		for (int i = 0; i < 2 * Serving.MOST_WITHOUT_MEMORY; i++) {
			this.broken.set(true);
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
				.withMessage("There was not enough memory to run the network; try again")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
			assertThat(model.fault()).isNull();
			this.broken.set(false);
			assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CUDA);
		}

		assertThat(this.cpu.opened).hasValue(0);
	}

	static Stream<Throwable> shortagesOfMemory() {
		return Stream.of(new ExecutorFault(FaultKind.OUT_OF_MEMORY, "No memory", null), new OutOfMemoryError("native"));
	}

	@Test
	void anExecutorThatLacksMemoryAgainAndAgainIsReplaced() {
		FakeBackend small = new FakeBackend(ExecutorKind.CUDA, onceBroken((_) -> sneak(new OutOfMemoryError())));
		LoadedModel model = load(true, small, this.cpu);
		lackMemory(model, Serving.MOST_WITHOUT_MEMORY - 1);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
	}

	@Test
	void theLastExecutorIsAtFaultWhereItLacksMemoryAgainAndAgain() {
		FakeBackend small = new FakeBackend(ExecutorKind.CUDA, onceBroken((_) -> sneak(new OutOfMemoryError())));
		LoadedModel model = load(true, small);
		lackMemory(model, Serving.MOST_WITHOUT_MEMORY - 1);
		assertThat(model.fault()).isNull();

		assertThatExceptionOfType(ExecutorFault.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0));

		assertThat(model.fault()).isEqualTo("The cuda executor ran out of memory");
		this.broken.set(false);
		model.infer(IMAGE, Set.of(), 0);
		assertThat(model.fault()).isNull();
	}

	@ParameterizedTest
	@MethodSource("otherShapes")
	void refusesImagesOfAnotherShapeWithoutRunningThem(Shape shape) {
		LoadedModel model = load(true, this.cuda, this.cpu);
		int runs = this.cuda.batches.size();
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> model.infer(Tensor.allocate(shape), Set.of(), 0))
			.withMessage("Model fixture-efficientnet-lite0 takes images of [n, 3, 224, 224] with n from 1 to 4, not "
					+ shape)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));

		assertThat(this.cuda.batches).hasSize(runs);
		assertThat(model.executor()).isEqualTo(ExecutorKind.CUDA);
		assertThat(model.fault()).isNull();
	}

	static Stream<Shape> otherShapes() {
		return Stream.of(Shape.of(), Shape.of(3, 224, 224), Shape.of(0, 3, 224, 224), Shape.of(5, 3, 224, 224),
				Shape.of(1, 1, 224, 224), Shape.of(1, 3, 224, 192), Shape.of(1, 224, 224, 3));
	}

	@Test
	void theReplacementKeepsAsManyImagesAsItMakesUseOf() {
		FakeBackend device = new FakeBackend(ExecutorKind.CUDA, onceBroken(FakeBackend::fail), 1) {
			@Override
			public List<Integer> batchSizes() {
				return List.of(1, 2, 4);
			}
		};
		LoadedModel model = load(true, device, this.cpu);
		ModelInputs ofDevice = model.inputs();
		InputSlot held = model.inputSlot(FAR);
		assertThat(model.bytes()).isEqualTo(ModelMemory.estimate(MODEL, new InputSize(224, 4, 1)));
		this.broken.set(true);

		model.infer(IMAGE, Set.of(), 0);

		assertThat(model.bytes()).isEqualTo(ModelMemory.estimate(MODEL));
		assertThat(ofDevice.slot(FAR)).isNull();
		held.fill((target) -> target.data().put(0, 7));
		held.release();
		model.inputSlot(FAR).release();
	}

	@Test
	void slotsInUseOutliveTheModelAndNoneIsGivenAfterwards() {
		LoadedModel model = load(true, this.cpu);
		InputSlot slot = model.inputSlot(FAR);

		model.close();

		slot.fill((target) -> target.data().put(0, 7));
		slot.release();
		assertThatIllegalStateException().isThrownBy(() -> slot.tensor().data().get(0));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.inputSlot(FAR))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void aCloseWaitsForAReplacementThatIsOpenedAndClosesIt() throws Exception {
		CountDownLatch opening = new CountDownLatch(1);
		CountDownLatch mayOpen = new CountDownLatch(1);
		AtomicBoolean freed = new AtomicBoolean();
		FakeBackend slow = new FakeBackend(ExecutorKind.CPU, (images) -> {
			opening.countDown();
			await(mayOpen);
			assertThat(freed).isFalse();
			return FakeBackend.zeros(images);
		});
		LoadedModel model = LoadedModel.load(freed(freed), selector(this.cuda, slow), true, metrics(), 4);
		this.broken.set(true);
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			Future<InferenceResult> run = threads.submit(() -> model.infer(IMAGE, Set.of(), 0));
			opening.await();
			Thread closing = Thread.ofPlatform().start(model::close);
			Awaitility.await().until(() -> closing.getState() == Thread.State.BLOCKED);
			mayOpen.countDown();
			closing.join();
			await(run);
		}

		assertThat(slow.isOpen()).isFalse();
		assertThat(this.cuda.isOpen()).isFalse();
		assertThat(freed).isTrue();
	}

	@Test
	void nothingReplacesAnExecutorThatFailsInItsLastRunBeforeTheClose() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch mayFail = new CountDownLatch(1);
		FakeBackend device = new FakeBackend(ExecutorKind.CUDA, onceBroken((images) -> {
			running.countDown();
			await(mayFail);
			return FakeBackend.fail(images);
		}));
		LoadedModel model = load(true, device, this.cpu);
		this.broken.set(true);
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			Future<InferenceResult> run = threads.submit(() -> model.infer(IMAGE, Set.of(), 0));
			running.await();
			Thread closing = Thread.ofPlatform().start(model::close);
			Awaitility.await().until(() -> closing.getState() == Thread.State.WAITING);
			mayFail.countDown();
			closing.join();

			assertThatExceptionOfType(ExecutionException.class).isThrownBy(run::get)
				.withCauseInstanceOf(ExecutorFault.class);
		}

		assertThat(this.cpu.opened).hasValue(0);
		assertThat(device.closed).hasValue(1);
	}

	@Test
	void aFailedExecutorDoesNotComeBackForThisModel() {
		FakeBackend onCpu = new FakeBackend(ExecutorKind.CPU, onceBroken(FakeBackend::fail));
		FakeBackend inJava = new FakeBackend(ExecutorKind.JAVA, FakeBackend::zeros);
		LoadedModel model = load(true, this.cuda, onCpu, inJava);
		this.broken.set(true);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);
		this.broken.set(false);

		assertThat(result.executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(this.cuda.opened).hasValue(1);
		assertThat(model.statuses()).extracting(ExecutorStatus::usable).containsExactly(false, false, true);
	}

	@Test
	void theSlowerOneIsNextAndIsOpenedAgain() {
		FakeBackend onCpu = taking(ExecutorKind.CPU, 9, FakeBackend::zeros);
		FakeBackend inJava = taking(ExecutorKind.JAVA, 7, onceBroken(FakeBackend::fail));
		LoadedModel model = load(true, onCpu, inJava);
		assertThat(model.executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(onCpu.isOpen()).isFalse();
		this.broken.set(true);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
		assertThat(onCpu.opened).hasValue(2);
		assertThat(inJava.isOpen()).isFalse();
		assertThat(fallbacks("java", "cpu")).isEqualTo(1);
		assertThat(model.statuses()).extracting(ExecutorStatus::milliseconds).containsExactly(9.0, null);
	}

	@Test
	void aFasterOneTakesOverOnceItIsMeasured() {
		FakeBackend onCpu = taking(ExecutorKind.CPU, 9, FakeBackend::zeros);
		FakeBackend inJava = taking(ExecutorKind.JAVA, 7, FakeBackend::zeros);
		LoadedModel model = loadUnmeasured(onCpu, inJava);
		assertThat(model.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(inJava.opened).hasValue(0);
		InputSlot held = model.inputSlot(FAR);

		model.measure(() -> false);

		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(model.infer(IMAGE, Set.of(), 0).fallback()).isFalse();
		assertThat(model.statuses()).extracting(ExecutorStatus::milliseconds).containsExactly(9.0, 7.0);
		assertThat(onCpu.opened).hasValue(1);
		assertThat(onCpu.isOpen()).isFalse();
		assertThat(active("cpu")).isZero();
		assertThat(active("java")).isEqualTo(1);
		assertThat(fallbacks("cpu", "java")).isZero();
		held.fill((target) -> target.data().put(0, 7));
		held.release();
	}

	@Test
	void theOneThatServesStaysWhereItIsTheFastest() {
		FakeBackend onCpu = taking(ExecutorKind.CPU, 7, FakeBackend::zeros);
		FakeBackend inJava = taking(ExecutorKind.JAVA, 9, FakeBackend::zeros);
		LoadedModel model = loadUnmeasured(onCpu, inJava);
		ModelInputs inputs = model.inputs();

		model.measure(() -> false);

		assertThat(model.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(model.inputs()).isSameAs(inputs);
		assertThat(model.statuses()).extracting(ExecutorStatus::milliseconds).containsExactly(7.0, 9.0);
		assertThat(onCpu.closed).hasValue(0);
		assertThat(inJava.isOpen()).isFalse();
	}

	@Test
	void aFasterOneWithOtherLogitsDoesNotTakeOver() {
		FakeBackend inJava = taking(ExecutorKind.JAVA, 1, (images) -> {
			Tensor logits = FakeBackend.zeros(images);
			logits.data().put(0, 1);
			return logits;
		});
		LoadedModel model = loadUnmeasured(taking(ExecutorKind.CPU, 9, FakeBackend::zeros), inJava);

		model.measure(() -> false);

		assertThat(model.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(model.statuses().getLast().reason()).startsWith("its logits differ from those of cpu");
		assertThat(inJava.isOpen()).isFalse();
	}

	@Test
	void nothingIsMeasuredWhereThereIsNoChoiceOrTheModelIsClosed() {
		LoadedModel onDevice = loadUnmeasured(this.cuda, this.cpu);
		FakeBackend inJava = new FakeBackend(ExecutorKind.JAVA, FakeBackend::zeros);
		LoadedModel closed = loadUnmeasured(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros), inJava);
		closed.close();

		onDevice.measure(() -> false);
		closed.measure(() -> false);

		assertThat(onDevice.executor()).isEqualTo(ExecutorKind.CUDA);
		assertThat(this.cpu.opened).hasValue(0);
		assertThat(inJava.opened).hasValue(0);
	}

	@Test
	void measuringEndsWithEverythingAsItWasWhereTheServerStops() {
		AtomicBoolean stopping = new AtomicBoolean();
		FakeBackend onCpu = taking(ExecutorKind.CPU, 9, FakeBackend::zeros);
		FakeBackend inJava = taking(ExecutorKind.JAVA, 1, (images) -> {
			stopping.set(true);
			return FakeBackend.zeros(images);
		});
		LoadedModel model = loadUnmeasured(onCpu, inJava);

		model.measure(stopping::get);

		assertThat(model.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(onCpu.closed).hasValue(0);
		assertThat(inJava.opened).hasValue(1);
		assertThat(inJava.isOpen()).isFalse();
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CPU);
	}

	@Test
	void whatIsMeasuredAgainstAnExecutorThatFailsMeanwhileIsNotKept() {
		List<LoadedModel> served = new ArrayList<>();
		FakeBackend onCpu = taking(ExecutorKind.CPU, 9, onceBroken(FakeBackend::fail));
		FakeBackend inJava = taking(ExecutorKind.JAVA, 1, (images) -> {
			if (this.broken.compareAndSet(false, served.size() == 1)) {
				served.add(served.getFirst());
				served.getFirst().infer(IMAGE, Set.of(), 0);
			}
			return FakeBackend.zeros(images);
		});
		LoadedModel model = loadUnmeasured(onCpu, inJava);
		served.add(model);

		model.measure(() -> false);

		assertThat(model.executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(model.infer(IMAGE, Set.of(), 0).fallback()).isTrue();
		assertThat(onCpu.isOpen()).isFalse();
		assertThat(inJava.opened.get() - inJava.closed.get()).isEqualTo(1);
	}

	@Test
	void isMeasuredOnce() {
		FakeBackend onCpu = taking(ExecutorKind.CPU, 7, FakeBackend::zeros);
		LoadedModel model = loadUnmeasured(onCpu, taking(ExecutorKind.JAVA, 9, FakeBackend::zeros));
		model.measure(() -> false);
		int runs = onCpu.batches.size();

		model.measure(() -> false);

		assertThat(onCpu.batches).hasSize(runs);
	}

	@Test
	void theFasterOnTheCpuReplacesCuda() {
		FakeBackend onCpu = taking(ExecutorKind.CPU, 9, FakeBackend::zeros);
		FakeBackend inJava = taking(ExecutorKind.JAVA, 7, FakeBackend::zeros);
		LoadedModel model = load(true, this.cuda, onCpu, inJava);
		this.broken.set(true);

		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.JAVA);
		assertThat(fallbacks("cuda", "java")).isEqualTo(1);
	}

	@Test
	void aLostExecutorIsReplacedForAllModelsBeforeTheyMeetTheFault() {
		FakeBackend device = new FakeBackend(ExecutorKind.CUDA, onceBroken(FakeBackend::failForGood));
		BackendSelector selector = selector(device, this.cpu);
		LoadedModel first = LoadedModel.load(MODEL, selector, true, metrics(), 4);
		LoadedModel second = LoadedModel.load(MODEL, selector, true, metrics(), 4);
		this.broken.set(true);
		first.infer(IMAGE, Set.of(), 0);
		int runs = device.batches.size();

		InferenceResult result = second.infer(IMAGE, Set.of(), 0);
		LoadedModel third = LoadedModel.load(MODEL, selector, true, metrics(), 4);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
		assertThat(third.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(third.infer(IMAGE, Set.of(), 0).fallback()).isFalse();
		assertThat(third.statuses().getFirst().reason()).startsWith("The device is gone for good.");
		assertThat(device.batches).hasSize(runs);
		assertThat(device.closed).hasValue(0);
	}

	@Test
	void aLostExecutorIsNotRunAgainWhereNothingMayReplaceIt() {
		FakeBackend device = new FakeBackend(ExecutorKind.CUDA, onceBroken(FakeBackend::failForGood));
		LoadedModel model = load(false, device, this.cpu);
		this.broken.set(true);
		assertThatExceptionOfType(ExecutorFault.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0));
		this.broken.set(false);
		int runs = device.batches.size();

		assertThatExceptionOfType(ExecutorFault.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.withMessage("The device is gone for good");

		assertThat(model.fault()).isEqualTo("The device is gone for good");
		assertThat(device.batches).hasSize(runs);
		model.close();
		assertThat(device.closed).hasValue(0);
	}

	@Test
	void anExecutorThatCannotBeClosedIsReplacedAllTheSame() {
		FakeBackend unclosable = new FakeBackend(ExecutorKind.CUDA, onceBroken(FakeBackend::fail)) {
			@Override
			public void close() {
				throw new ServiceException(FailureKind.INTERNAL, "It does not close");
			}
		};
		LoadedModel model = load(true, unclosable, this.cpu);
		this.broken.set(true);

		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CPU);
	}

	@Test
	void refusesAGraphWithAnotherNumberOfClasses() {
		FakeBackend wrong = new FakeBackend(ExecutorKind.CPU, (_) -> Tensor.allocate(Shape.of(1, 1001)));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> load(true, wrong))
			.withMessageContaining("gives logits [1, 1001], model.json says 1000 classes");
		assertThat(wrong.closed).hasValue(1);
	}

	@Test
	void activationMapMeansTheLogitWithoutItsBias() {
		BackendFactory factory = new OrtCpuBackendFactory(1);
		LoadedModel model = LoadedModel.load(MODEL,
				new BackendSelector(List.of(factory), ExecutorChoice.CPU, new SpeedTrial(this.clock::get)), false,
				metrics(), 4);
		Outputs outputs = model.infer(IMAGE, Set.of(Output.FEATURES, Output.EMBEDDING), 0).outputs();
		Tensor features = outputs.features();
		assertThat(features).isNotNull();

		Tensor first = model.activationMap(features, 7);
		Tensor second = model.activationMap(features, 8);

		double differenceOfMeans = mean(first) - mean(second);
		double differenceOfLogits = outputs.logits().data().get(7) - outputs.logits().data().get(8);
		// The biases of the formula lie within 0.1 of zero.
		assertThat(first.shape()).isEqualTo(Shape.of(7, 7));
		assertThat(Math.abs(differenceOfMeans - differenceOfLogits)).isLessThan(0.2);
		assertThat(Math.abs(differenceOfLogits)).isGreaterThan(0.2);
	}

	private void lackMemory(LoadedModel model, int times) {
		this.broken.set(true);
		for (int i = 0; i < times; i++) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		}
	}

	private static VerifiedModel freed(AtomicBoolean freed) {
		return new VerifiedModel(MODEL.descriptor(), MODEL.graph(), MODEL.labels(), null, () -> freed.set(true));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Answered, or refused since the model was closed first. */
	private static void await(Future<InferenceResult> run) throws InterruptedException {
		try {
			assertThat(run.get().executor()).isEqualTo(ExecutorKind.CPU);
		}
		catch (ExecutionException ex) {
			assertThat(ex.getCause()).isInstanceOf(ServiceException.class).hasMessageContaining("unloaded");
		}
	}

	private LoadedModel load(boolean mayFallBack, FakeBackend... backends) {
		return LoadedModel.load(MODEL, selector(backends), mayFallBack, metrics(), 4);
	}

	private LoadedModel loadUnmeasured(FakeBackend... backends) {
		return LoadedModel.loadUnmeasured(MODEL, selector(backends), true, metrics(), 4);
	}

	private BackendSelector selector(FakeBackend... backends) {
		List<BackendFactory> factories = Stream.of(backends).map(FakeBackend::offering).toList();
		return new BackendSelector(factories, ExecutorChoice.AUTO, new SpeedTrial(this.clock::get));
	}

	private UnaryOperator<Tensor> onceBroken(UnaryOperator<Tensor> failure) {
		return (images) -> this.broken.get() ? failure.apply(images) : FakeBackend.zeros(images);
	}

	private FakeBackend taking(ExecutorKind executor, long milliseconds, UnaryOperator<Tensor> network) {
		return new FakeBackend(executor, (images) -> {
			this.clock.addAndGet(milliseconds * 1_000_000);
			return network.apply(images);
		});
	}

	/** Throws what a backend is not declared to throw. */
	private static Tensor sneak(Throwable fault) {
		switch (fault) {
			case RuntimeException ex -> throw ex;
			case Error ex -> throw ex;
			default -> throw new AssertionError(fault);
		}
	}

	private double fallbacks(String from, String to) {
		return this.registry.get("classifier.fallbacks").tag("from", from).tag("to", to).counter().count();
	}

	private InferenceMetrics metrics() {
		InferenceMetrics metrics = new InferenceMetrics(this.registry);
		metrics.register(MODEL.descriptor().id());
		return metrics;
	}

	private double active(String executor) {
		return this.registry.get("classifier.executor.active").tag("executor", executor).gauge().value();
	}

	private static double mean(Tensor tensor) {
		double sum = 0;
		for (float value : tensor.toArray()) {
			sum += value;
		}
		return sum / tensor.shape().elementCount();
	}

}
