package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SyntheticWeightsTests {

	static Stream<JsonNode> numbers() throws IOException {
		return vectors("uniform");
	}

	static Stream<JsonNode> tensors() throws IOException {
		return vectors("tensors");
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void makesThePublishedNumbers(JsonNode vector) {
		String name = vector.required("name").stringValue();
		FormulaNumbers numbers = new FormulaNumbers(name, vector.required("salt").longValue());

		assertThat(FormulaNumbers.hash(name))
			.isEqualTo(Long.parseUnsignedLong(vector.required("fnv1a64").stringValue(), 16));
		assertThat(Stream.of(0, 1, 2, 3, 4).map((index) -> bits(numbers.at(index))))
			.containsExactlyElementsOf(bits(vector, "u_bits"));
	}

	@ParameterizedTest
	@MethodSource("tensors")
	void makesThePublishedTensors(JsonNode vector) {
		String source = vector.required("source").stringValue();
		Tensor tensor = archive(source, vector.required("salt").longValue())
			.tensor(vector.required("name").stringValue());

		assertThat(tensor.shape().dimensions())
			.isEqualTo(vector.required("shape").valueStream().map(JsonNode::intValue).toList());
		assertThat(Stream.of(0, 1, 2, 3).map((index) -> bits(tensor.data().get(index))))
			.containsExactlyElementsOf(bits(vector, "first4_bits"));
		assertThat(bits(tensor.data().get(tensor.data().limit() - 1)))
			.isEqualTo(vector.required("last_bits").stringValue());
	}

	@Test
	void makesThePublishedImage() {
		Tensor image = GoldenRow.image(Shape.of(1, 3, 224, 224));
		double sum = 0;
		for (int i = 0; i < image.data().limit(); i++) {
			sum += image.data().get(i);
		}

		// All elements are multiples of 2^-22 below 2, so their sum is exact in double
		assertThat(sum).isEqualTo(100.05035066604614);
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMM", "TORCHVISION", "KERAS", "HUGGINGFACE", "LUKEMELAS" })
	void hasOneNameForEveryTensor(WeightSource source) {
		for (EfficientNetVariant variant : List.of(EfficientNetVariant.B0, EfficientNetVariant.B7)) {
			WeightArchive archive = new SyntheticWeights(variant.spec(), 1000, source, 0);

			assertThat(archive.names().stream().mapToLong((name) -> archive.shape(name).elementCount()).sum())
				.isEqualTo(variant.spec().parameters(1000) + variant.spec().statistics());
		}
	}

	@Test
	void rejectsANameItDoesNotHave() {
		assertThatIllegalArgumentException().isThrownBy(() -> archive("timm", 0).tensor("absent"));
	}

	private static WeightArchive archive(String source, long seed) {
		WeightSource weightSource = source.equals("hf") ? WeightSource.HUGGINGFACE
				: WeightSource.of(source).orElseThrow();
		// The one vector of torchvision that B0 does not have is in every wider first
		// stage
		EfficientNetVariant variant = switch (weightSource) {
			case LITE -> EfficientNetVariant.LITE0;
			case TORCHVISION -> EfficientNetVariant.B1;
			default -> EfficientNetVariant.B0;
		};
		return new SyntheticWeights(variant.spec(), 1000, weightSource, seed);
	}

	private static Stream<JsonNode> vectors(String name) throws IOException {
		try (InputStream json = GoldenRow.resource("vectors.json")) {
			return GoldenRow.mapper().readTree(json).required(name).valueStream();
		}
	}

	private static String bits(float value) {
		return "%08x".formatted(Float.floatToRawIntBits(value));
	}

	private static List<String> bits(JsonNode vector, String field) {
		return vector.required(field).valueStream().map(JsonNode::stringValue).toList();
	}

}
