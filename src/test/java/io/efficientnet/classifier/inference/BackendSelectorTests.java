package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BackendSelectorTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final VerifiedModel STORED = new VerifiedModel(MODEL.descriptor(), MODEL.graph(), MODEL.labels(),
			new SelfTest(MODEL).golden(filled(InferenceFixtures.input(1, 3, 4, 4), 3), "runtime 1"));

	private static final long MILLISECOND = 1_000_000;

	private final AtomicLong clock = new AtomicLong();

	private final FakeBackend cuda = new FakeBackend(ExecutorKind.CUDA, FakeBackend::zeros);

	private final FakeBackend cpu = taking(ExecutorKind.CPU, 9);

	private final FakeBackend java = taking(ExecutorKind.JAVA, 7);

	private final FakeBackend right = new FakeBackend(ExecutorKind.JAVA, (images) -> filled(images, 3));

	@Test
	void autoTakesCudaWhereItWorksAndOpensNothingElse() {
		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(this.java),
				FakeBackend.offering(this.cpu), FakeBackend.offering(this.cuda));

		assertThat(selection.backend()).isSameAs(this.cuda);
		assertThat(selection.statuses().values()).containsExactly(ExecutorStatus.usable(ExecutorKind.CUDA));
		assertThat(this.cpu.opened).hasValue(0);
		assertThat(this.java.opened).hasValue(0);
	}

	@Test
	void autoTakesTheNextAndKeepsTheReason() {
		BackendSelector.Selection selection = select(ExecutorChoice.AUTO,
				FakeBackend.refusing(ExecutorKind.CUDA, "No card."), FakeBackend.offering(this.cpu));

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(selection.statuses().values()).containsExactly(
				ExecutorStatus.refused(ExecutorKind.CUDA, "No card. Do something."),
				ExecutorStatus.usable(ExecutorKind.CPU));
	}

	@ParameterizedTest
	@CsvSource({ "9, 7, JAVA", "7, 9, CPU", "7, 7, CPU" })
	void autoTakesTheFasterOnTheCpuAndClosesTheOther(long cpuMillis, long javaMillis, ExecutorKind faster) {
		FakeBackend onCpu = taking(ExecutorKind.CPU, cpuMillis);
		FakeBackend inJava = taking(ExecutorKind.JAVA, javaMillis);

		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(onCpu),
				FakeBackend.offering(inJava));

		assertThat(selection.backend().executor()).isEqualTo(faster);
		assertThat(selection.statuses().values()).containsExactly(
				new ExecutorStatus(ExecutorKind.CPU, true, null, (double) cpuMillis),
				new ExecutorStatus(ExecutorKind.JAVA, true, null, (double) javaMillis));
		assertThat(onCpu.isOpen()).isEqualTo(faster == ExecutorKind.CPU);
		assertThat(inJava.isOpen()).isEqualTo(faster == ExecutorKind.JAVA);
	}

	@Test
	void javaIsRefusedWhereItsLogitsAreNotThoseOfTheCpu() {
		FakeBackend wrong = new FakeBackend(ExecutorKind.JAVA, (images) -> filled(images, 0.5f));

		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.offering(wrong));

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.JAVA)).startsWith("its logits differ from those of cpu");
		assertThat(selection.statuses()).containsEntry(ExecutorKind.CPU, ExecutorStatus.usable(ExecutorKind.CPU));
		assertThat(wrong.isOpen()).isFalse();
	}

	@Test
	void javaServesWhereTheCpuGivesNoNumbers() {
		FakeBackend wrong = new FakeBackend(ExecutorKind.CPU, (images) -> filled(images, Float.NaN));

		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(wrong),
				FakeBackend.offering(this.java));

		assertThat(selection.backend()).isSameAs(this.java);
		assertThat(refusal(selection, ExecutorKind.CPU)).contains("not finite");
		assertThat(wrong.isOpen()).isFalse();
	}

	@Test
	void anExecutorThatFailsWhileItIsTimedIsRefusedAndDoesNotKeepTheModelFromLoading() {
		FakeBackend fragile = new FakeBackend(ExecutorKind.JAVA, failingAfterTheFirstRun());

		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.offering(fragile));

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.JAVA))
			.isEqualTo("it failed while it was timed. The log has the cause.");
		assertThat(selection.statuses()).containsEntry(ExecutorKind.CPU, ExecutorStatus.usable(ExecutorKind.CPU));
		assertThat(fragile.closed).hasValue(1);
		assertThat(fragile.batches).hasSize(2);
	}

	@Test
	void servesNoModelWhereEveryExecutorFailsWhileItIsTimed() {
		FakeBackend onCpu = new FakeBackend(ExecutorKind.CPU, failingAfterTheFirstRun());
		FakeBackend inJava = new FakeBackend(ExecutorKind.JAVA, failingAfterTheFirstRun());

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> select(ExecutorChoice.AUTO, FakeBackend.offering(onCpu), FakeBackend.offering(inJava)))
			.withMessageContaining("cpu: it failed while it was timed.")
			.withMessageContaining("java: it failed while it was timed.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		assertThat(onCpu.isOpen()).isFalse();
		assertThat(inJava.isOpen()).isFalse();
	}

	@Test
	void leavesOutWhatIsKnownNotToWork() {
		Map<ExecutorKind, ExecutorStatus> known = Map.of(ExecutorKind.CUDA,
				ExecutorStatus.refused(ExecutorKind.CUDA, "Broken."));

		BackendSelector.Selection selection = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cuda),
				FakeBackend.offering(this.cpu))
			.select(MODEL, known);

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.CUDA)).isEqualTo("Broken.");
		assertThat(this.cuda.opened).hasValue(0);
	}

	@Test
	void leavesOutWhatIsLostToTheProcess() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cuda),
				FakeBackend.offering(this.cpu));
		selector.lost().lose(ExecutorKind.CUDA, "The device is gone");

		BackendSelector.Selection selection = selector.select(MODEL, Map.of());

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.CUDA))
			.isEqualTo("The device is gone. It is not used again before the server is restarted.");
		assertThat(this.cuda.opened).hasValue(0);
	}

	@ParameterizedTest
	@EnumSource(names = { "CUDA", "CPU", "JAVA" })
	void aNamedExecutorIsTheOnlyOne(ExecutorKind named) {
		ExecutorChoice choice = ExecutorChoice.valueOf(named.name());
		List<FakeBackend> backends = List.of(this.cuda, this.cpu, this.java);
		BackendFactory[] works = backends.stream().map(FakeBackend::offering).toArray(BackendFactory[]::new);
		BackendFactory[] refuses = backends.stream()
			.map((backend) -> (backend.executor() == named) ? FakeBackend.refusing(named, "Not here.")
					: FakeBackend.offering(backend))
			.toArray(BackendFactory[]::new);

		assertThat(select(choice, works).backend().executor()).isEqualTo(named);
		assertThat(select(choice, works).statuses()).containsOnlyKeys(named);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> select(choice, refuses))
			.withMessage("No executor can serve model fixture-efficientnet-lite0: " + named.id()
					+ ": Not here. Do something.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void anExecutorThatFailsItsFirstRunIsClosedAndTheNextTaken() {
		FakeBackend broken = new FakeBackend(ExecutorKind.CUDA, (_) -> {
			throw new IllegalStateException("no kernel image");
		});

		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(broken),
				FakeBackend.offering(this.cpu));

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.CUDA)).contains("failed its first run");
		assertThat(broken.closed).hasValue(1);
	}

	@Test
	void anExecutorThatIsLostInItsFirstRunIsLostToAllModelsAndNotTouchedAgain() {
		FakeBackend gone = new FakeBackend(ExecutorKind.CUDA, FakeBackend::failForGood);
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(gone),
				FakeBackend.offering(this.cpu));

		selector.select(MODEL, Map.of());
		BackendSelector.Selection second = selector.select(MODEL, Map.of());

		assertThat(gone.opened).hasValue(1);
		assertThat(gone.closed).hasValue(0);
		assertThat(refusal(second, ExecutorKind.CUDA)).startsWith("The device is gone for good.");
	}

	@Test
	void theFirstThatWorksIsTakenWithoutOpeningTheOthers() {
		FakeBackend other = taking(ExecutorKind.JAVA, 1);

		BackendSelector.Selection selection = selector(ExecutorChoice.AUTO,
				FakeBackend.refusing(ExecutorKind.CUDA, "No card."), FakeBackend.offering(this.cpu),
				FakeBackend.offering(other))
			.selectFirst(MODEL);

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.CUDA)).startsWith("No card.");
		assertThat(other.opened).hasValue(0);
	}

	@Test
	void theFirstHasToPassTheSelfTestToo() {
		BackendSelector.Selection selection = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.offering(this.right))
			.selectFirst(STORED);

		assertThat(selection.backend()).isSameAs(this.right);
		assertThat(refusal(selection, ExecutorKind.CPU)).startsWith("its logits differ from those that selftest.json");
	}

	@Test
	void anExecutorThatThrowsWhileOpeningIsPassedOver() {
		BackendSelector.Selection selection = select(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.throwing(ExecutorKind.JAVA, new IllegalStateException("a defect")));

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(refusal(selection, ExecutorKind.JAVA))
			.isEqualTo("it failed to open the model. The log has the cause.");
	}

	@Test
	void refusesAnExecutorWhoseLogitsAreNotTheStoredOnesThoughOthersAreWrongWithIt() {
		BackendSelector.Selection selection = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.offering(this.right))
			.select(STORED, Map.of());

		assertThat(selection.backend()).isSameAs(this.right);
		assertThat(refusal(selection, ExecutorKind.CPU))
			.startsWith("its logits differ from those that selftest.json has of runtime 1 by ");
		assertThat(this.cpu.closed).hasValue(1);
	}

	@Test
	void refusesAnExecutorOfWhichOnePartGivesOtherLogits() {
		FakeBackend halfRight = new FakeBackend(ExecutorKind.CPU, (images) -> filled(images, 3)) {
			@Override
			public List<InferenceBackend> parts() {
				return List.of(this, BackendSelectorTests.this.cpu);
			}
		};

		BackendSelector.Selection selection = selector(ExecutorChoice.AUTO, FakeBackend.offering(halfRight),
				FakeBackend.offering(this.right))
			.select(STORED, Map.of());

		assertThat(selection.backend()).isSameAs(this.right);
		assertThat(refusal(selection, ExecutorKind.CPU)).startsWith("its logits differ from those that selftest.json");
		assertThat(halfRight.closed).hasValue(1);
	}

	@Test
	void servesNoModelWhoseStoredLogitsNoExecutorGives() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(
					() -> selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu), FakeBackend.offering(this.java))
						.select(STORED, Map.of()))
			.withMessageContaining("cpu: its logits differ from those that selftest.json has")
			.withMessageContaining("java: its logits differ from those that selftest.json has");
		assertThat(this.cpu.isOpen()).isFalse();
		assertThat(this.java.isOpen()).isFalse();
	}

	@Test
	void warmsEverySizeOfBatchThatABackendAsksFor() {
		FakeBackend choosy = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros) {
			@Override
			public List<Integer> batchSizes() {
				return List.of(1, 2, 8);
			}
		};

		select(ExecutorChoice.CPU, FakeBackend.offering(choosy));

		assertThat(choosy.batches).containsExactly(1, 2, 8);
	}

	@Test
	void refusesABackendThatFailsABatch() {
		FakeBackend choosy = new FakeBackend(ExecutorKind.CPU,
				(images) -> (images.shape().dimension(0) > 1) ? FakeBackend.fail(images) : FakeBackend.zeros(images)) {
			@Override
			public List<Integer> batchSizes() {
				return List.of(1, 2);
			}
		};

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> select(ExecutorChoice.CPU, FakeBackend.offering(choosy)))
			.withMessageContaining("it failed to run a batch");
		assertThat(choosy.closed).hasValue(1);
	}

	@Test
	void takesABackendThatHasNoMemoryForItsLargestBatches() {
		FakeBackend small = new FakeBackend(ExecutorKind.CPU, (images) -> {
			if (images.shape().dimension(0) > 2) {
				throw new OutOfMemoryError("4 images");
			}
			return FakeBackend.zeros(images);
		}) {
			@Override
			public List<Integer> batchSizes() {
				return List.of(1, 2, 4, 8);
			}
		};

		assertThat(select(ExecutorChoice.CPU, FakeBackend.offering(small)).backend()).isSameAs(small);
		assertThat(small.batches).containsExactly(1, 2, 4);
	}

	@Test
	void namesEveryReasonWhereNothingServes() {
		FakeBackend wrong = new FakeBackend(ExecutorKind.CPU, (_) -> Tensor.allocate(Shape.of(1, 1001)));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> select(ExecutorChoice.AUTO, FakeBackend.refusing(ExecutorKind.CUDA, "No card."),
					FakeBackend.offering(wrong)))
			.withMessageContaining("cuda: No card. Do something. cpu: it gives logits [1, 1001], model.json says 1000");
		assertThat(wrong.closed).hasValue(1);
	}

	private FakeBackend taking(ExecutorKind executor, long milliseconds) {
		return new FakeBackend(executor, (images) -> {
			this.clock.addAndGet(milliseconds * MILLISECOND);
			return FakeBackend.zeros(images);
		});
	}

	private BackendSelector.Selection select(ExecutorChoice choice, BackendFactory... factories) {
		return selector(choice, factories).select(MODEL, Map.of());
	}

	private BackendSelector selector(ExecutorChoice choice, BackendFactory... factories) {
		return new BackendSelector(List.of(factories), choice, new SpeedTrial(this.clock::get));
	}

	private static String refusal(BackendSelector.Selection selection, ExecutorKind executor) {
		ExecutorStatus status = selection.statuses().get(executor);
		assertThat(status).isNotNull();
		assertThat(status.usable()).isFalse();
		return String.valueOf(status.reason());
	}

	private static UnaryOperator<Tensor> failingAfterTheFirstRun() {
		AtomicBoolean ran = new AtomicBoolean();
		return (images) -> ran.getAndSet(true) ? FakeBackend.fail(images) : FakeBackend.zeros(images);
	}

	private static Tensor filled(Tensor images, float value) {
		Tensor logits = FakeBackend.zeros(images);
		logits.data().put(0, value);
		return logits;
	}

}
