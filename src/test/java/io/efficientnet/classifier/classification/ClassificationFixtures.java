package io.efficientnet.classifier.classification;

import java.util.List;

import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.ModelId;

/** Answers. */
final class ClassificationFixtures {

	private ClassificationFixtures() {
	}

	static Classification answer(String model, float probability) {
		return new Classification(new ModelId(model), List.of(new Prediction(0, "a", "one", probability)),
				new Classification.Image("jpeg", 400, 300, null, null),
				new Receipt("sha256:0", "own", ExecutorKind.CPU, "fp32", "onnxruntime", false, false), null, null, null,
				null, new Timings(1_000_000, 2_000_000, 3_000_000, 4_000_000));
	}

}
