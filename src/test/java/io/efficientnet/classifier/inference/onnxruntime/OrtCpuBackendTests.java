package io.efficientnet.classifier.inference.onnxruntime;

import java.nio.ByteBuffer;
import java.util.Set;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceBackendContract;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.model.VerifiedModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OrtCpuBackendTests implements InferenceBackendContract {

	@Override
	public BackendFactory factory() {
		return new OrtCpuBackendFactory(2);
	}

	@Test
	void refusesBytesThatAreNoGraphWithoutNativeText() {
		VerifiedModel sound = InferenceFixtures.model(EfficientNetVariant.B0);
		VerifiedModel damaged = new VerifiedModel(sound.descriptor(), ByteBuffer.allocateDirect(100), sound.labels(),
				null);

		BackendFactory.Offer offer = factory().open(damaged);

		assertThat(offer).isInstanceOfSatisfying(BackendFactory.Unavailable.class,
				(refusal) -> assertThat(refusal.reason()).startsWith("ONNX Runtime refused with ORT_"));
	}

	@Test
	void aRunThatFailsIsAnInternalFailureWithoutNativeText() {
		try (InferenceBackend backend = open()) {
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> backend.infer(InferenceFixtures.input(1, 4, 8, 8), Set.of()))
				.withMessageMatching("The cpu executor failed \\(ORT_[A-Z_]+\\)")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INTERNAL));
		}
	}

	@Test
	void isTheCpuExecutor() {
		assertThat(factory().executor()).isEqualTo(ExecutorKind.CPU);
	}

}
