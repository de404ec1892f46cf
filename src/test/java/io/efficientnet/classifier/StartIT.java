package io.efficientnet.classifier;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Starts that must not succeed, and what operators read then. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {

	private static final String[] FREE_PORTS = { "--server.port=0", "--management.server.port=0" };

	@Test
	void refusesToStartOnCudaWhereThereIsNone(CapturedOutput output) {
		assumeThat(Files.exists(Path.of("/dev/nvidia0"))).as("this machine has an NVIDIA device").isFalse();

		assertThatException().isThrownBy(() -> start("--classifier.inference.executor=cuda"));

		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("No executor can serve model efficientnet-lite0: cuda: the ")
			.contains("classifier.inference.executor=cpu to stop trying")
			.doesNotContain("at io.efficientnet.classifier");
	}

	@Test
	void namesTheModelThatIsMissing(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--classifier.models.default=nothing"));

		assertThat(output).contains("APPLICATION FAILED TO START").contains("Model nothing is not in ");
	}

	@Test
	void refusesAPropertyOutOfRange(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--classifier.inference.threads=-1"));

		assertThat(output).contains("classifier.inference.threads must not be negative");
	}

	@Test
	void refusesAKeyInPlaceOfItsHashWithoutShowingIt(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--classifier.security.api-keys=classifier_do-not-show-me"));

		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("classifier.security.api-keys[0] is no hash of a key")
			.contains("as 'bin/classifier keys create' prints")
			.doesNotContain("do-not-show-me")
			.doesNotContain("at io.efficientnet.classifier");
	}

	private static void start(String option) {
		ClassifierApplication.main(new String[] { option, FREE_PORTS[0], FREE_PORTS[1] });
	}

}
