package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.GoldenLogits;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelInspectionTests {

	private final AtomicLong clock = new AtomicLong();

	@SuppressWarnings("NullAway.Init") // set before each test
	private ModelEntry entry;

	@BeforeEach
	void writeTheModel(@TempDir Path directory) throws IOException {
		this.entry = new ModelFolders(directory).write("efficientnet-lite0", "1");
	}

	@Test
	void everyExecutorGivesTheLogitsThatAreStoredWithTheShippedModel() throws Exception {
		VerifiedModel shipped = Objects.requireNonNull(ModelCatalog.read(Path.of("models")).find("efficientnet-lite0"))
			.verify();
		SelfTest test = new SelfTest(shipped);
		GoldenLogits again = Objects.requireNonNull(ModelInspection.golden(shipped));

		assertThat(test.hasGolden()).isTrue();
		assertThat(test.departure(Tensor.of(Shape.of(1, 1000), again.toArray()), ExecutorKind.CPU)).isNull();
		assertThat(ModelInspection.on(ExecutorChoice.JAVA, 1)
			.inspect(Objects.requireNonNull(ModelCatalog.read(Path.of("models")).find("efficientnet-lite0")), true)
			.state()).isEqualTo(ModelState.READY);
	}

	@Test
	void tellsWhatServesAndLeavesNothingOpen() {
		FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);
		FakeBackend java = new FakeBackend(ExecutorKind.JAVA, FakeBackend::zeros);

		ModelReport report = inspection(FakeBackend.offering(cpu), FakeBackend.offering(java)).inspect(this.entry,
				true);

		assertThat(report.state()).isEqualTo(ModelState.READY);
		assertThat(report.isDefault()).isTrue();
		assertThat(report.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(report.executors()).containsExactly(new ExecutorStatus(ExecutorKind.CPU, true, null, 0.0),
				new ExecutorStatus(ExecutorKind.JAVA, true, null, 0.0));
		assertThat(cpu.isOpen()).isFalse();
		assertThat(java.isOpen()).isFalse();
	}

	@Test
	void saysWhyNothingServes() {
		ModelInspection inspection = inspection(FakeBackend.refusing(ExecutorKind.CPU, "No library."));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> inspection.inspect(this.entry, true))
			.withMessage("No executor can serve model efficientnet-lite0: cpu: No library. Do something.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	private ModelInspection inspection(BackendFactory... factories) {
		return new ModelInspection(
				new BackendSelector(List.of(factories), ExecutorChoice.AUTO, new SpeedTrial(this.clock::get)));
	}

}
