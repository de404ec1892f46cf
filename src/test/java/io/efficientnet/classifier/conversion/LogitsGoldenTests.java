package io.efficientnet.classifier.conversion;

import java.util.List;
import java.util.stream.Stream;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class LogitsGoldenTests {

	private static final Logger logger = LoggerFactory.getLogger(LogitsGoldenTests.class);

	// The libraries' own float32 noise is at most 1.5e-5 of the standard deviation of the
	// logits, and the smallest mistake known (one layer's epsilon) makes 1e-2
	private static final double TOLERANCE = 1e-4;

	static Stream<GoldenRow> everyday() {
		return GoldenRow.all()
			.filter((row) -> row.variant().equals("b0") || row.variant().equals("b4") || row.variant().equals("lite0"));
	}

	static Stream<GoldenRow> rest() {
		return GoldenRow.all().filter((row) -> everyday().noneMatch(row::equals));
	}

	@ParameterizedTest
	@MethodSource("everyday")
	void agreesWithTheLogitsOfOtherLibraries(GoldenRow row) throws OrtException {
		assertAgreement(row);
	}

	@Tag("exhaustive")
	@ParameterizedTest
	@MethodSource("rest")
	void agreesWithTheLogitsOfOtherLibrariesInTheOtherVariants(GoldenRow row) throws OrtException {
		assertAgreement(row);
	}

	private static void assertAgreement(GoldenRow row) throws OrtException {
		ConvertedModel model = ModelConversion.convert(row.weights(), row.weightSet());
		assertThat(model.weightsSha256()).isEqualTo(row.weightsSha256());
		assertThat(model.parameters()).isEqualTo(row.trainable());

		try (OrtGraph graph = new OrtGraph(model.model())) {
			assertAgreement("cpu", graph.run(row.image(), "logits"), row);
		}
		try (JavaGraph graph = new JavaGraph(model.model(), row.image().shape(), List.of("logits"))) {
			assertAgreement("java", graph.run(row.image(), "logits"), row);
		}
	}

	static void assertAgreement(String executor, Tensor logits, GoldenRow row) {
		assertThat(logits.shape()).isEqualTo(Shape.of(row.images().size(), GoldenRow.CLASSES));
		for (int image = 0; image < row.images().size(); image++) {
			double ratio = difference(logits.slice(image), row, image) / row.images().get(image).std();
			logger.info("{} image {} on {}: largest difference {} of the standard deviation", row, image, executor,
					"%.1e".formatted(ratio));
			assertThat(ratio).as(executor).isLessThanOrEqualTo(TOLERANCE);
		}
	}

	private static double difference(Tensor logits, GoldenRow row, int image) {
		float[] expected = row.expectedLogits();
		double largest = 0;
		for (int index = 0; index < GoldenRow.CLASSES; index++) {
			double difference = Math
				.abs((double) logits.data().get(index) - expected[image * GoldenRow.CLASSES + index]);
			largest = Math.max(largest, difference);
		}
		return largest;
	}

}
