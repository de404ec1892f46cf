package io.efficientnet.classifier.image;

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

	private final ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(50_000_000);

	private final PreprocessingRecipes recipes = new PreprocessingRecipes();

	@TestFactory
	Stream<DynamicTest> equalsTorchOnTheSamples() {
		JsonNode golden = JsonMapper.shared().readTree(ImageFixtures.sample("preprocessing.json"));
		return golden.get("cases")
			.valueStream()
			.map((row) -> test(row, ImageFixtures.sample(row.get("image").asString().replace("samples/", ""))));
	}

	@TestFactory
	Stream<DynamicTest> equalsTorchOnPicturesOfManyShapes() {
		return SharedData.tests("preprocessing.json",
				(row) -> this.recipes.names().contains(row.get("recipe").asString()),
				(row) -> test(row, SharedData.bytes(row.get("image").asString())));
	}

	private DynamicTest test(JsonNode row, byte[] encoded) {
		Preprocessing recipe = this.recipes.named(row.get("recipe").asString());
		return DynamicTest.dynamicTest(row.get("image").asString() + ", " + recipe.name(), () -> {
			Tensor target = Tensor.allocate(Shape.of(3, recipe.crop(), recipe.crop()));

			PreparedImage prepared = this.preprocessor.prepare(encoded, recipe, target);

			assertThat(prepared.widthPixels()).isEqualTo(row.get("decoded").get(0).asInt());
			assertThat(prepared.heightPixels()).isEqualTo(row.get("decoded").get(1).asInt());
			assertThat(Digests.sha256(prepared.crop().samples())).isEqualTo(row.get("crop_sha256").asString());
			assertThat(Digests.sha256(target.data())).isEqualTo(row.get("tensor_sha256").asString());
		});
	}

}
