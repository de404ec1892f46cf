package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.Check;
import io.efficientnet.classifier.inference.ExecutorChecks;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What is made of the picture whose answer is published, which is not in the repository:
 * another one with its checksum stands for it, and an executor that answers as told.
 */
class GoldenPictureTests {

	private static final Path COFFEE = Path.of("src/test/resources/samples/coffee.jpg");

	private static final String BASELINE = "timm/tf_efficientnet_b0.in1k";

	private static final String PILLOW = "timm/tf_efficientnet_b0.aa_in1k";

	private static final int CLASSES = 1000;

	@ParameterizedTest
	@CsvSource({ BASELINE + ", tf-original/b0, 388, 0.8279", BASELINE + ", " + PILLOW + ", 388, 0.79",
			"timm/tf_efficientnet_b0.aa_in1k, " + PILLOW + ", 388, 0.2" })
	void passesThePublishedAnswer(String weights, String recipe, int index, double probability) throws IOException {
		Check check = check(model(weights, recipe, false), index, probability, GoldenPicture.PANDA);

		assertThat(check.status()).isEqualTo(Check.Status.OK);
		assertThat(check.detail()).startsWith("388 class 388, ");
	}

	@Test
	void failsAnotherProbabilityAndSaysWhichPreprocessingGaveIt() throws IOException {
		Check check = check(model(BASELINE, "tf-original/b0", false), 388, 0.79, GoldenPicture.PANDA);

		assertThat(check.status()).isEqualTo(Check.Status.FAILED);
		assertThat(check.detail())
			.isEqualTo("388 class 388, 79.00 %, published is 388 giant panda, 82.75 % and 1 more or "
					+ "less with preprocessing tf-original/b0");
		assertThat(check.remedy()).contains("preprocessing and weights in model.json");
	}

	@Test
	void failsAnotherClass() throws IOException {
		Check check = check(model("keras/efficientnetb0", "tf-original/b0", false), 387, 0.9, GoldenPicture.PANDA);

		assertThat(check.status()).isEqualTo(Check.Status.FAILED);
		assertThat(check.detail()).isEqualTo("387 class 387, 90.00 %, published is 388 giant panda");
	}

	@Test
	void saysThatItIsAnotherPicture() throws IOException {
		Check check = check(model(BASELINE, "tf-original/b0", false), 388, 0.8275, "12345678" + "0".repeat(56));

		assertThat(check.status()).isEqualTo(Check.Status.SKIPPED);
		assertThat(check.detail())
			.endsWith("; no answer is published for this picture, SHA-256 12345678.. and not 2389d199..");
	}

	@Test
	void saysThatNothingIsPublishedOfOtherWeights() throws IOException {
		Check synthetic = check(model(BASELINE, "tf-original/b0", true), 1, 0.5, GoldenPicture.PANDA);
		Check own = check(model("my own", "tf-original/b0", false), 1, 0.5, GoldenPicture.PANDA);

		assertThat(List.of(synthetic, own))
			.allSatisfy((check) -> assertThat(check.status()).isEqualTo(Check.Status.SKIPPED))
			.allSatisfy((check) -> assertThat(check.detail()).endsWith("; no answer is published for these weights"));
	}

	@Test
	void knowsThePictureByItsChecksum() throws IOException {
		GoldenPicture read = GoldenPicture.read(COFFEE);

		assertThat(check(read, model(BASELINE, "tf-original/b0", false), 388, 0.8275).detail())
			.contains("no answer is published for this picture");
	}

	@Test
	void saysWhatIsWrongWithAFile(@TempDir Path folder) throws IOException {
		Path text = Files.writeString(folder.resolve("panda.jpg"), "no picture");

		Check check = check(GoldenPicture.read(text), model(BASELINE, "tf-original/b0", false), 388, 0.8275);

		assertThat(check.status()).isEqualTo(Check.Status.FAILED);
		assertThat(check.detail()).startsWith("panda.jpg: ");
		assertThatIOException().isThrownBy(() -> GoldenPicture.read(folder.resolve("none.jpg")))
			.withMessageContaining("none.jpg");
		assertThatIOException().isThrownBy(() -> GoldenPicture.read(folder))
			.withMessage(folder.getFileName() + ": a folder, not a picture");
	}

	private static Check check(VerifiedModel model, int index, double probability, String sha256) throws IOException {
		return check(new GoldenPicture("panda.jpg", Files.readAllBytes(COFFEE), sha256), model, index, probability);
	}

	private static Check check(GoldenPicture picture, VerifiedModel model, int index, double probability) {
		try (ExecutorChecks executors = ExecutorChecks.of(model, List.of(new Told(index, probability)))) {
			return picture.checks(model, executors).getLast();
		}
	}

	private static VerifiedModel model(String weights, String recipe, boolean synthetic) {
		ModelDescriptor descriptor = new ModelDescriptor(new ModelId("b0"), "efficientnet-b0", synthetic,
				new ModelDescriptor.Graph("", "image", new ModelDescriptor.Outputs("logits", null, null)),
				new ModelDescriptor.Weights(weights, "", "Apache-2.0"), CLASSES, null,
				new PreprocessingRecipes().named(recipe), ModelDescriptor.Tolerance.DEFAULT, null);
		return new VerifiedModel(descriptor, ByteBuffer.allocateDirect(0), Labels.numbered(CLASSES), null);
	}

	/** The probability of one class; all others share the rest. */
	private record Told(int index, double probability) implements BackendFactory, InferenceBackend {

		@Override
		public ExecutorKind executor() {
			return ExecutorKind.CPU;
		}

		@Override
		public Offer open(VerifiedModel model) {
			return new Available(this);
		}

		@Override
		public String runtime() {
			return "told";
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			float[] logits = new float[CLASSES];
			logits[this.index] = (float) Math.log(this.probability * (CLASSES - 1) / (1 - this.probability));
			return new Outputs(Tensor.of(Shape.of(1, CLASSES), logits), null, null);
		}

		@Override
		public void close() {
			// holds nothing
		}

	}

}
