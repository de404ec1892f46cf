package io.efficientnet.classifier.inference.onnxruntime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.InferenceFixtures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class OrtCudaBackendFactoryTests {

	@Test
	void saysWhyAndWhatToDoWhereThereIsNoCuda() {
		assumeThat(Files.exists(Path.of("/dev/nvidia0"))).as("this machine has an NVIDIA device").isFalse();

		BackendFactory.Offer offer = new OrtCudaBackendFactory(List.of(1, 4))
			.open(InferenceFixtures.model(EfficientNetVariant.B0));

		assertThat(offer).isInstanceOfSatisfying(BackendFactory.Unavailable.class, (refusal) -> {
			assertThat(refusal.reason())
				.matches("the (CUDA provider is not part of this build" + "|shared library lib\\S+ is missing)\\.");
			assertThat(refusal.remedy()).contains("profile cuda").contains("classifier.inference.executor=cpu");
		});
	}

}
