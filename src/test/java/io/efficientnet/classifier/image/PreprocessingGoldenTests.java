package io.efficientnet.classifier.image;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole preprocessing, against the bytes and floats that torchvision and timm make. */
class PreprocessingGoldenTests {

	private static final int SAMPLE_CASES = 69;

	// 23 recipes on 13 pictures
	private static final int SHARED_CASES = 299;

	// the recipes of the original TensorFlow code crop before they resize
	private static final Pattern PUBLISHED = Pattern.compile("(timm|torchvision)/.*|lite0");

	private final ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(50_000_000);

	private final PreprocessingRecipes recipes = new PreprocessingRecipes();

	@TestFactory
	Stream<DynamicTest> equalsTorchOnTheSamples() {
		List<JsonNode> cases = JsonMapper.shared()
			.readTree(ImageFixtures.sample("preprocessing.json"))
			.get("cases")
			.valueStream()
			.toList();
		assertThat(cases).hasSize(SAMPLE_CASES);
		return cases.stream()
			.map((row) -> test(row, ImageFixtures.sample(row.get("image").asString().replace("samples/", ""))));
	}

	@TestFactory
	Stream<DynamicTest> equalsTorchOnPicturesOfManyShapes() {
		return SharedData.tests("preprocessing.json", SHARED_CASES,
				(row) -> PUBLISHED.matcher(row.get("recipe").asString()).matches(),
				(row) -> test(row, SharedData.bytes(row.get("image").asString())));
	}

	private DynamicTest test(JsonNode row, byte[] encoded) {
		String name = row.get("recipe").asString();
		return DynamicTest.dynamicTest(row.get("image").asString() + ", " + name, () -> {
			Preprocessing recipe = this.recipes.named(name);
			Tensor target = Tensor.allocate(Shape.of(3, recipe.crop(), recipe.crop()));

			PreparedImage prepared = this.preprocessor.prepare(encoded, recipe, target);

			assertThat(prepared.widthPixels()).isEqualTo(row.get("decoded").get(0).asInt());
			assertThat(prepared.heightPixels()).isEqualTo(row.get("decoded").get(1).asInt());
			assertThat(Digests.sha256(prepared.crop().samples())).isEqualTo(row.get("crop_sha256").asString());
			assertThat(Digests.sha256(target.data())).isEqualTo(row.get("tensor_sha256").asString());
		});
	}

}
