package io.efficientnet.classifier.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BackendSelectorTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final EnumSet<ExecutorKind> NONE = EnumSet.noneOf(ExecutorKind.class);

	private final FakeBackend cuda = new FakeBackend(ExecutorKind.CUDA, FakeBackend::zeros);

	private final FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);

	@Test
	void autoTakesCudaWhereItWorks() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cpu),
				FakeBackend.offering(this.cuda));

		BackendSelector.Selection selection = selector.select(MODEL, NONE, BackendSelectorTests::pass);

		assertThat(selection.backend()).isSameAs(this.cuda);
		assertThat(selection.statuses()).containsExactly(new ExecutorStatus(ExecutorKind.CUDA, true, null));
	}

	@Test
	void autoTakesTheNextAndKeepsTheReason() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.refusing(ExecutorKind.CUDA, "No card."),
				FakeBackend.offering(this.cpu));

		BackendSelector.Selection selection = selector.select(MODEL, NONE, BackendSelectorTests::pass);

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(selection.statuses()).containsExactly(
				new ExecutorStatus(ExecutorKind.CUDA, false, "No card. Do something."),
				new ExecutorStatus(ExecutorKind.CPU, true, null));
	}

	@Test
	void leavesOutWhatFailedBefore() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cuda),
				FakeBackend.offering(this.cpu));

		assertThat(selector.select(MODEL, EnumSet.of(ExecutorKind.CUDA), BackendSelectorTests::pass).backend())
			.isSameAs(this.cpu);
	}

	@Test
	void aNamedExecutorIsTheOnlyOne() {
		BackendSelector selector = selector(ExecutorChoice.CUDA, FakeBackend.refusing(ExecutorKind.CUDA, "No card."),
				FakeBackend.offering(this.cpu));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> selector.select(MODEL, NONE, BackendSelectorTests::pass))
			.withMessageContaining("cuda: No card. Do something.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void anExecutorThatFailsItsFirstRunIsClosedAndTheNextTaken() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cuda),
				FakeBackend.offering(this.cpu));
		Consumer<InferenceBackend> trial = (backend) -> {
			if (backend == this.cuda) {
				throw new IllegalStateException("no kernel image");
			}
		};

		BackendSelector.Selection selection = selector.select(MODEL, NONE, trial);

		assertThat(selection.backend()).isSameAs(this.cpu);
		assertThat(selection.statuses().getFirst().usable()).isFalse();
		assertThat(selection.statuses().getFirst().reason()).contains("failed its first run");
		assertThat(this.cuda.closed).hasValue(1);
	}

	@Test
	void aModelThatDoesNotFitItsDescriptionIsNotTheExecutorsFault() {
		BackendSelector selector = selector(ExecutorChoice.AUTO, FakeBackend.offering(this.cuda),
				FakeBackend.offering(this.cpu));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> selector.select(MODEL, NONE, (_) -> {
			throw new ServiceException(FailureKind.UNAVAILABLE, "wrong shape");
		})).withMessage("wrong shape");
		assertThat(this.cuda.closed).hasValue(1);
	}

	private static void pass(InferenceBackend backend) {
		assertThat(backend).isNotNull();
	}

	private static BackendSelector selector(ExecutorChoice choice, BackendFactory... factories) {
		return new BackendSelector(List.of(factories), choice);
	}

}
