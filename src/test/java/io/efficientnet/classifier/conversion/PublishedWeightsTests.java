package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class PublishedWeightsTests {

	private static final Path LITE0 = Path.of("../shared/data/weights/efficientnet-lite0.safetensors");

	@BeforeAll
	static void needsTheFile() {
		assumeThat(Files.exists(LITE0)).as("trained weights are beside the project").isTrue();
	}

	@Test
	void convertsThePublishedLiteWeights() throws IOException, OrtException {
		try (WeightFile archive = WeightFile.open(LITE0)) {
			ConvertedModel model = ModelConversion.convert(archive,
					WeightSets.choose(archive, EfficientNetVariant.LITE0, null, null));

			assertThat(model.weightSet().name()).isEqualTo("lite0");
			assertThat(model.classes()).isEqualTo(1000);
			assertThat(model.parameters()).isEqualTo(4_652_008);
			try (OrtGraph graph = new OrtGraph(model.model())) {
				Tensor logits = graph.run(GoldenRow.image(Shape.of(1, 3, 224, 224)), "logits");
				assertThat(logits.toArray()).hasSize(1000).doesNotContain(Float.NaN);
			}
		}
	}

}
