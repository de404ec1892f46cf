package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceBackendContract;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

@Tag("gpu")
class OrtCudaBackendTests implements InferenceBackendContract {

	private static final OrtCudaBackendFactory FACTORY = new OrtCudaBackendFactory(List.of(1, 4));

	/** Of the spread of the logits: float32 without TF32, sums in another order. */
	private static final double TOLERANCE_OF_SPREAD = 1e-3;

	@Override
	public BackendFactory factory() {
		return FACTORY;
	}

	@ParameterizedTest
	@EnumSource(names = { "B0", "B4", "LITE0" })
	void agreesWithTheCpu(EfficientNetVariant variant) {
		VerifiedModel model = InferenceFixtures.model(variant);
		Tensor images = InferenceFixtures.input(2, 3, variant.spec().resolution(), variant.spec().resolution());

		float[] onCpu = logits(new OrtCpuBackendFactory(2), model, images);
		float[] onCuda = logits(FACTORY, model, images);

		assertThat(onCuda).containsExactly(onCpu,
				within((float) (TOLERANCE_OF_SPREAD * InferenceFixtures.standardDeviation(onCpu))));
	}

	private static float[] logits(BackendFactory factory, VerifiedModel model, Tensor images) {
		BackendFactory.Offer offer = factory.open(model);
		assertThat(offer).isInstanceOf(BackendFactory.Available.class);
		try (InferenceBackend backend = ((BackendFactory.Available) offer).backend()) {
			return backend.infer(images, Set.of()).logits().toArray();
		}
	}

}
