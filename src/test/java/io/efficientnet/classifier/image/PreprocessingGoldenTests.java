package io.efficientnet.classifier.image;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.BiConsumer;
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

/**
 * Whole preprocessing, against the bytes and floats that torchvision, timm and TensorFlow
 * make.
 */
class PreprocessingGoldenTests {

	// 23 recipes on 3 pictures
	private static final int SAMPLE_CASES = 69;

	// 23 recipes on 13 pictures
	private static final int SHARED_CASES = 299;

	private static final Pattern TORCH = Pattern.compile("(timm|torchvision)/.*|lite0");

	// 8 recipes on 3 pictures
	private static final int TENSORFLOW_SAMPLE_CASES = 24;

	// 8 recipes on 13 pictures
	private static final int TENSORFLOW_SHARED_CASES = 104;

	private static final Pattern TENSORFLOW = Pattern.compile("tf-original/.*");

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	private final ImagePreprocessor preprocessor = new ImagePreprocessor(DecodeRules.of(LIMIT));

	private final PreprocessingRecipes recipes = new PreprocessingRecipes();

	@TestFactory
	Stream<DynamicTest> equalsTorchOnTheSamples() {
		return samples(TORCH, SAMPLE_CASES).map((row) -> torch(row, sample(row)));
	}

	@TestFactory
	Stream<DynamicTest> equalsTorchOnPicturesOfManyShapes() {
		return SharedData.tests("preprocessing.json", SHARED_CASES, (row) -> isOf(TORCH, row),
				(row) -> torch(row, SharedData.bytes(row.get("image").asString())));
	}

	@TestFactory
	Stream<DynamicTest> equalsTensorFlowOnTheSamples() {
		return samples(TENSORFLOW, TENSORFLOW_SAMPLE_CASES).map((row) -> tensorFlow(row, sample(row)));
	}

	@TestFactory
	Stream<DynamicTest> equalsTensorFlowOnPicturesOfManyShapes() {
		return SharedData.tests("preprocessing.json", TENSORFLOW_SHARED_CASES, (row) -> isOf(TENSORFLOW, row),
				(row) -> tensorFlow(row, SharedData.bytes(row.get("image").asString())));
	}

	private static Stream<JsonNode> samples(Pattern recipes, int expected) {
		List<JsonNode> cases = JsonMapper.shared()
			.readTree(ImageFixtures.sample("preprocessing.json"))
			.get("cases")
			.valueStream()
			.filter((row) -> isOf(recipes, row))
			.toList();
		assertThat(cases).hasSize(expected);
		return cases.stream();
	}

	private static boolean isOf(Pattern recipes, JsonNode row) {
		return recipes.matcher(row.get("recipe").asString()).matches();
	}

	private static byte[] sample(JsonNode row) {
		return ImageFixtures.sample(row.get("image").asString().replace("samples/", ""));
	}

	private DynamicTest torch(JsonNode row, byte[] encoded) {
		return test(row, encoded, (_, prepared) -> assertThat(Digests.sha256(prepared.crop().samples()))
			.isEqualTo(row.get("crop_sha256").asString()));
	}

	private DynamicTest tensorFlow(JsonNode row, byte[] encoded) {
		return test(row, encoded, (recipe, prepared) -> {
			ResizeRequest request = ResizeRequest.of(recipe, prepared.widthPixels(), prepared.heightPixels(), LIMIT);
			RealImage resized = LegacyBicubic.resample(ImageDecoder.open(encoded, LIMIT).decode(Decoding.UNLIMITED),
					request);
			JsonNode box = row.get("crop_box");
			int side = box.get(2).asInt();

			assertThat(request.box()).isEqualTo(new ResizeRequest.Box(box.get(0).asInt(), box.get(1).asInt(),
					box.get(0).asInt() + side, box.get(1).asInt() + side));
			assertThat(Digests.sha256(FloatBuffer.wrap(resized.samples())))
				.isEqualTo(row.get("resized_sha256").asString());
			assertThat(prepared.crop().samples()).isEqualTo(resized.rounded().samples());
		});
	}

	private DynamicTest test(JsonNode row, byte[] encoded, BiConsumer<Preprocessing, PreparedImage> more) {
		String name = row.get("recipe").asString();
		return DynamicTest.dynamicTest(row.get("image").asString() + ", " + name, () -> {
			Preprocessing recipe = this.recipes.named(name);
			Tensor target = Tensor.allocate(Shape.of(3, recipe.crop(), recipe.crop()));

			PreparedImage prepared = this.preprocessor.prepare(encoded, recipe, target);

			assertThat(prepared.widthPixels()).isEqualTo(row.get("decoded").get(0).asInt());
			assertThat(prepared.heightPixels()).isEqualTo(row.get("decoded").get(1).asInt());
			assertThat(Digests.sha256(target.data())).isEqualTo(row.get("tensor_sha256").asString());
			more.accept(recipe, prepared);
		});
	}

}
