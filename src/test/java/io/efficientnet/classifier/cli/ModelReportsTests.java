package io.efficientnet.classifier.cli;

import java.util.List;

import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.ExecutorStatus;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.inference.ModelState;
import io.efficientnet.classifier.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelReportsTests {

	@Test
	void tellOfEachExecutorWhatItsPartIs() {
		List<ExecutorStatus> executors = List.of(
				new ExecutorStatus(ExecutorKind.CUDA, false, "No card. Buy one.", null),
				new ExecutorStatus(ExecutorKind.CPU, true, null, 9.25),
				new ExecutorStatus(ExecutorKind.JAVA, true, null, 7.0));
		ModelReport report = new ModelReport(new ModelId("small"), null, null, null, null, 1L, 2L, null,
				ModelState.READY, null, null, ExecutorKind.JAVA, executors, false, null, null, null, null);

		assertThat(ModelReports.text(report)).endsWith(String.format("""
				cuda           not usable: No card. Buy one.%n\
				cpu            usable, 9.25 ms per image%n\
				java           serves, 7.00 ms per image"""));
	}

	@Test
	void showNoControlsOfFiles() {
		ModelReport report = new ModelReport(new ModelId("small"), "b0\u001B[2J\u202E", null, null, null, 1L, 2L, null,
				ModelState.READY, null, null, ExecutorKind.JAVA, List.of(), false, null, null, null, null);

		assertThat(ModelReports.text(report)).contains("variant        b0?[2J?");
	}

}
