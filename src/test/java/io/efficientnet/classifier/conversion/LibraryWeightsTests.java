package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Whole networks that {@code src/test/python/make_weights*.py} wrote. */
@Tag("exhaustive")
class LibraryWeightsTests {

	private static final Path FOLDER = Path.of(System.getProperty("classifier.test.weights", "target/weights"));

	@BeforeAll
	static void needsTheFiles() {
		assumeThat(Files.isDirectory(FOLDER)).as("src/test/python/check_weights.sh made the files").isTrue();
	}

	static Stream<Arguments> files() {
		return GoldenRow.all()
			.filter((row) -> row.input().getFirst() == 1 && row.isNative())
			.flatMap((row) -> suffixes(row.source()).stream()
				.map((suffix) -> Arguments.of(row, "%s-%s%s".formatted(row.source(), row.variant(), suffix))));
	}

	private static List<String> suffixes(String source) {
		return switch (source) {
			case "timm" -> List.of(".safetensors");
			case "torchvision" -> List.of(".pth", "-legacy.pth");
			case "lukemelas" -> List.of(".pth");
			case "hf" -> List.of(".bin");
			case "keras" -> List.of("-keras2.h5", "-keras3.h5");
			default -> List.of();
		};
	}

	@ParameterizedTest(name = "{1} {0}")
	@MethodSource("files")
	void convertsToTheLogitsOfTheLibrary(GoldenRow row, String name) throws IOException, OrtException {
		ConvertedModel model;
		try (WeightFile file = WeightFile.open(FOLDER.resolve(name))) {
			WeightMatch match = WeightMatch.nearest(file);
			assertThat(match.variant()).isEqualTo(row.network());
			assertThat(match.source()).isEqualTo(row.weightSet().source());
			match.require(row.network(), row.weightSet().source());
			model = ModelConversion.convert(file, row.weightSet());
		}
		assertThat(model.weightsSha256()).isEqualTo(row.weightsSha256());

		try (OrtGraph graph = new OrtGraph(model.model())) {
			LogitsGoldenTests.assertAgreement("cpu", graph.run(row.image(), "logits"), row);
		}
	}

}
