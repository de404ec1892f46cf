package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceFixtures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BenchExecutorsTests {

	private final FakeExecutors source = new FakeExecutors();

	private final List<String> notes = new ArrayList<>();

	private final BenchSetting setting = new BenchSetting(InferenceFixtures.model(EfficientNetVariant.LITE0), 2, 1);

	@Test
	void opensNamedExecutorsInTheirOrderAndOnce() {
		this.source.add(ExecutorKind.CPU, 1).add(ExecutorKind.CUDA, 1);

		assertThat(open(ExecutorKind.CUDA, ExecutorKind.CPU, ExecutorKind.CUDA)).containsExactly(ExecutorKind.CUDA,
				ExecutorKind.CPU);
		assertThat(this.source.opened).containsExactly("cuda 2", "cpu 2");
		assertThat(this.source.closed).containsExactly("cuda", "cpu");
	}

	@Test
	void beginsWithTheCpuWhereNoneIsNamed() {
		this.source.add(ExecutorKind.CPU, 1).add(ExecutorKind.CUDA, 1);

		assertThat(open()).containsExactly(ExecutorKind.CPU, ExecutorKind.CUDA);
	}

	@Test
	void refusesWhereANamedExecutorDoesNotWork() {
		this.source.add(ExecutorKind.CPU, 1);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> open(ExecutorKind.CPU, ExecutorKind.CUDA))
			.withMessage("Executor cuda cannot run model fixture-efficientnet-lite0: It is not here. Add it.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		assertThat(this.source.closed).containsExactly("cpu");
	}

	@Test
	void notesOnceWhichExecutorsAreLeftOut() {
		this.source.add(ExecutorKind.CPU, 1);
		BenchExecutors executors = new BenchExecutors(this.source, List.of(), this.notes::add);

		executors.open(this.setting).close();
		executors.open(this.setting).close();

		assertThat(this.notes).doesNotHaveDuplicates()
			.contains("Executor cuda cannot run model fixture-efficientnet-lite0: It is not here. Add it.");
	}

	@Test
	void refusesWhereNoExecutorWorks() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(this::open)
			.withMessage("No executor can run model fixture-efficientnet-lite0 here; the notes above say why");
		assertThat(this.notes).hasSize(ExecutorKind.values().length);
	}

	@Test
	void refusesANamedExecutorThatTheProgramDoesNotHave() {
		BenchExecutors executors = new BenchExecutors((_) -> List.of(), List.of(ExecutorKind.CUDA), this.notes::add);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> executors.open(this.setting))
			.withMessage("Executor cuda is not part of this build");
	}

	private List<ExecutorKind> open(ExecutorKind... named) {
		BenchExecutors executors = new BenchExecutors(this.source, List.of(named), this.notes::add);
		try (BenchExecutors.Opened opened = executors.open(this.setting)) {
			return opened.backends().stream().map(InferenceBackend::executor).toList();
		}
	}

}
