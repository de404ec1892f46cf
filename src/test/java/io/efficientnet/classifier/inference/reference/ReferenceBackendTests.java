package io.efficientnet.classifier.inference.reference;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceBackendContract;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReferenceBackendTests implements InferenceBackendContract {

	@Override
	public BackendFactory factory() {
		return new ReferenceBackendFactory(2);
	}

	@Test
	void isTheJavaExecutor() {
		assertThat(factory().executor()).isEqualTo(ExecutorKind.JAVA);
	}

	@Test
	void refusesBytesThatAreNoGraph() {
		VerifiedModel sound = InferenceFixtures.model(EfficientNetVariant.B0);
		VerifiedModel damaged = new VerifiedModel(sound.descriptor(), ByteBuffer.allocateDirect(100), sound.labels(),
				null);

		BackendFactory.Offer offer = factory().open(damaged);

		assertThat(offer).isInstanceOfSatisfying(BackendFactory.Unavailable.class,
				(refusal) -> assertThat(refusal.reason()).startsWith("ONNX model not readable"));
	}

	@Test
	void refusesAGraphWithoutTheDescribedInput() {
		VerifiedModel sound = InferenceFixtures.model(EfficientNetVariant.B0);
		ModelDescriptor known = sound.descriptor();
		ModelDescriptor.Graph graph = new ModelDescriptor.Graph(known.graph().sha256(), "picture",
				known.graph().outputs());
		ModelDescriptor other = new ModelDescriptor(known.id(), known.variant(), known.synthetic(), graph,
				known.weights(), known.classes(), known.labels(), known.preprocessing(), known.tolerance(),
				known.accuracy());

		BackendFactory.Offer offer = factory().open(new VerifiedModel(other, sound.graph(), sound.labels(), null));

		assertThat(offer).isInstanceOfSatisfying(BackendFactory.Unavailable.class,
				(refusal) -> assertThat(refusal.reason()).isEqualTo("The graph has no input 'picture'."));
	}

	@Test
	void anImageOfOtherChannelsIsTheCallersMistake() {
		try (InferenceBackend backend = open()) {
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> backend.infer(InferenceFixtures.input(1, 4, 224, 224), Set.of()))
				.withMessage("This model's graph takes images of 3xanyxany, not 4x224x224")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
		}
	}

	@Test
	void anImageGivesTheSameBitsInAnyBatch() {
		try (InferenceBackend backend = open()) {
			Tensor batch = InferenceFixtures.input(3, 3, 224, 224);

			Tensor together = backend.infer(batch, EnumSet.allOf(Output.class)).logits();

			for (int i = 0; i < 3; i++) {
				Tensor alone = new Tensor(Shape.of(1, 3, 224, 224), batch.slice(i).data());
				assertThat(backend.infer(alone, Set.of()).logits().toArray())
					.containsExactly(together.slice(i).toArray());
			}
		}
	}

}
