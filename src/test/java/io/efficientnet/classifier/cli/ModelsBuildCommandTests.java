package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class ModelsBuildCommandTests {

	@TempDir
	private static Path directory;

	private static CommandRun build;

	@BeforeAll
	static void build() {
		build = CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "small", "--directory",
				directory);
	}

	@Test
	void showsTheModelThatItMade() {
		assertThat(build.exitCode()).isZero();
		assertThat(build.err()).isEmpty();
		assertThat(build.out()).contains("small", "efficientnet-lite0", "4,652,008", "yes: its answers mean nothing");
	}

	@Test
	void leavesNothingButTheModel() throws Exception {
		assertThat(names(directory)).containsExactly("small");
		assertThat(names(directory.resolve("small"))).containsExactly("model.json", "model.onnx", "selftest.json");
	}

	@Test
	void makesAModelThatFitsItsDescription() throws Exception {
		ModelEntry entry = ModelCatalog.read(directory).find("small");

		assertThat(entry).isNotNull()
			.satisfies((small) -> assertThat(small.verify().labels().get(999).label()).isEqualTo("class 999"));
	}

	@Test
	void marksTheModelAsSynthetic() {
		JsonNode description = JsonMapper.shared().readTree(directory.resolve("small/model.json"));

		assertThat(description.path("synthetic").asBoolean()).isTrue();
		assertThat(description.path("weights").path("source").asString()).isEqualTo("synthetic");
		assertThat(description.path("accuracy").isNull()).isTrue();
	}

	@Test
	void listsModelsAsTheServerDoes() {
		JsonNode models = json("models", "list", "--format", "json", "--directory", directory).path("models");

		assertThat(models).hasSize(1);
		describesTheModel(models.get(0));
	}

	@Test
	void showsAModelAsTheServerDoes() {
		describesTheModel(
				json("models", "show", "small", "--no-measure", "--format", "json", "--directory", directory));
	}

	@Test
	void listsModelsAsATable() {
		CommandRun run = CommandRun.of("models", "list", "--directory", directory);

		assertThat(run.exitCode()).isZero();
		assertThat(run.out().lines()).hasSize(2);
		assertThat(run.out().lines().toList().getLast())
			.matches("small +efficientnet-lite0 +224 +1000 +4652008 +- +unloaded \\(synthetic weights\\)");
	}

	@Test
	void showsAModelAsLines() {
		CommandRun run = CommandRun.of("models", "show", "small", "--no-measure", "--directory", directory);

		assertThat(run.exitCode()).isZero();
		assertThat(run.out().lines()).hasSizeGreaterThan(10).anyMatch((line) -> line.matches("id +small"));
		assertThat(build.out()).startsWith(run.out()).contains("finds it within classifier.models.poll");
	}

	@Test
	void showsWhichExecutorWouldServe() {
		JsonNode model = json("models", "show", "small", "--executor", "cpu", "--format", "json", "--directory",
				directory);
		CommandRun run = CommandRun.of("models", "show", "small", "--classifier.inference.executor", "cpu",
				"--directory", directory);

		assertThat(model.path("state").asString()).isEqualTo("ready");
		assertThat(model.path("executor").asString()).isEqualTo("cpu");
		assertThat(model.path("executors").toString()).isEqualTo("[{\"executor\":\"cpu\",\"usable\":true}]");
		assertThat(run.out().lines()).last().asString().matches("cpu +serves");
	}

	@Test
	void showsThePlanOfTheJavaExecutorAsThePapersTable() {
		CommandRun run = CommandRun.of("models", "show", "small", "--plan", "--directory", directory);

		assertThat(run.exitCode()).isZero();
		assertThat(run.out().lines().filter((line) -> line.contains(" MBConv"))).hasSize(16)
			.first()
			.asString()
			.matches(" +2  MBConv1 +3x3/1, ReLU6 +16x112x112 +10\\.04 .*");
		double multiplyAdds = json("models", "show", "small", "--no-measure", "--format", "json", "--directory",
				directory)
			.path("multiplyAdds")
			.asDouble();
		assertThat(run.out()).containsPattern(String.format(Locale.ROOT, "total +%.2f ", multiplyAdds / 1e6));
	}

	@Test
	void saysWhyNoExecutorServes() {
		assumeThat(Path.of("/dev/nvidia0")).as("this machine has an NVIDIA device").doesNotExist();

		CommandRun run = CommandRun.of("models", "show", "small", "--executor", "cuda", "--directory", directory);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).startsWith("classifier: No executor can serve model small: cuda: ").hasLineCount(1);
	}

	@Test
	void takesTheDirectoryFromTheConfiguration() {
		CommandRun run = CommandRun.of("models", "list", "--classifier.models.home", directory.resolve(".."),
				"--classifier.models.directory", directory.getFileName());

		assertThat(run.out()).contains("small");
	}

	@Test
	void givesTheSameModelForTheSameSeed(@TempDir Path other) {
		CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "same", "--directory", other);
		CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "seeded", "--seed", "1",
				"--directory", other);

		assertThat(sha256(other, "same")).isEqualTo(sha256(directory, "small"));
		assertThat(sha256(other, "seeded")).isNotEqualTo(sha256(directory, "small"));
	}

	@Test
	void replacesAModelOnlyWhenForced(@TempDir Path other) throws Exception {
		CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "model", "--directory", other);
		String before = sha256(other, "model");

		CommandRun refused = CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "model",
				"--seed", "1", "--directory", other);

		fails(refused, "There is a model model already; choose another --id, or replace it with --force");
		assertThat(sha256(other, "model")).isEqualTo(before);

		CommandRun again = CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "model",
				"--seed", "1", "--force", "--directory", other);

		assertThat(again.exitCode()).isZero();
		assertThat(sha256(other, "model")).isNotEqualTo(before);
		assertThat(CommandRun.of("models", "show", "model", "--directory", other).exitCode()).isZero();
		assertThat(names(other)).containsExactly("model");
	}

	@Test
	void labelsClassesAsImageNetWhereThoseLabelsAreThere(@TempDir Path other) throws Exception {
		Files.createDirectory(other.resolve("labels"));
		Files.copy(Path.of("models/labels/imagenet.csv"), other.resolve("labels/imagenet.csv"));

		CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "model", "--directory", other);

		assertThat(ModelCatalog.read(other).find("model")).isNotNull()
			.satisfies((model) -> assertThat(model.verify().labels().get(281).label()).isEqualTo("tabby, tabby cat"));
	}

	@Test
	void sparesTheFolderOfLabels(@TempDir Path other) throws Exception {
		Files.createDirectory(other.resolve("labels"));
		Files.writeString(other.resolve("labels/imagenet.csv"), "index,id,label\n");

		CommandRun run = CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "labels",
				"--directory", other);

		fails(run, "The folder labels is there and holds no model; choose another id");
		assertThat(names(other)).containsExactly("labels");
		assertThat(names(other.resolve("labels"))).containsExactly("imagenet.csv");
	}

	@Test
	void takesARecipeOfTheOriginalCode(@TempDir Path other) {
		CommandRun run = CommandRun.of("models", "build", "--variant", "efficientnet-b0", "--id", "original",
				"--preprocessing", "tf-original/b0", "--directory", other);

		assertThat(run.err()).isEmpty();
		assertThat(run.out()).contains("tf-original/b0: crop-first, resize 256, crop 224, tf1-bicubic");
		JsonNode recipe = json("models", "show", "original", "--format", "json", "--directory", other)
			.path("preprocessing");
		assertThat(recipe.path("mode").asString()).isEqualTo("crop-first");
		assertThat(recipe.path("filter").asString()).isEqualTo("tf1-bicubic");
	}

	@Test
	void refusesARecipeThatTheVariantDoesNotHave() {
		CommandRun run = CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "other",
				"--preprocessing", "timm/none", "--directory", directory);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith("classifier: Weight set 'timm/none' does not fit").hasLineCount(1);
	}

	@Test
	void refusesToShowAModelThatIsNotThere() {
		fails(CommandRun.of("models", "show", "missing", "--directory", directory),
				"No model missing in this directory; 'models list' names those there are");
	}

	@Test
	void refusesToShowADamagedModel(@TempDir Path other) throws Exception {
		Path folder = Files.createDirectory(other.resolve("damaged"));
		Files.writeString(folder.resolve("model.json"), "{");

		CommandRun run = CommandRun.of("models", "show", "damaged", "--directory", other);

		fails(run, "Model damaged cannot be served: model.json is not a model description: see line 1");
	}

	@Test
	void listsADamagedModelWithTheReason(@TempDir Path other) throws Exception {
		Path folder = Files.createDirectory(other.resolve("damaged"));
		Files.writeString(folder.resolve("model.json"), "{");

		JsonNode model = json("models", "list", "--format", "json", "--directory", other).path("models").get(0);

		assertThat(model.path("id").asString()).isEqualTo("damaged");
		assertThat(model.path("state").asString()).isEqualTo("failed");
		assertThat(model.path("reason").asString()).startsWith("model.json is not a model description");
		assertThat(CommandRun.of("models", "list", "--directory", other).out()).contains("failed: model.json");
	}

	@Test
	void saysWhereNoModelsAre(@TempDir Path other) {
		CommandRun run = CommandRun.of("models", "list", "--directory", other.resolve("missing"));

		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).startsWith("No models here.");
		assertThat(json("models", "list", "--format", "json", "--directory", other).path("models")).isEmpty();
	}

	@Test
	void saysWhichFileIsInTheWayOfTheDirectory(@TempDir Path other) throws Exception {
		Path file = Files.createFile(other.resolve("file"));

		fails(CommandRun.of("models", "build", "--variant", "efficientnet-lite0", "--id", "model", "--directory", file),
				"file: is in the way");
	}

	private static void describesTheModel(JsonNode model) {
		assertThat(model.propertyNames()).contains("id", "variant", "resolution", "classes", "parameters",
				"multiplyAdds", "precision", "state", "default", "preprocessing", "weights", "input", "accuracy");
		assertThat(model.path("id").asString()).isEqualTo("small");
		assertThat(model.path("variant").asString()).isEqualTo("efficientnet-lite0");
		assertThat(model.path("synthetic").asBoolean()).isTrue();
		assertThat(model.path("resolution").asInt()).isEqualTo(224);
		assertThat(model.path("classes").asInt()).isEqualTo(1000);
		assertThat(model.path("parameters").asInt()).isEqualTo(4_652_008);
		assertThat(model.path("multiplyAdds").asLong()).isPositive();
		assertThat(model.path("precision").asString()).isEqualTo("fp32");
		assertThat(model.path("state").asString()).isEqualTo("unloaded");
		assertThat(model.path("default").asBoolean()).isFalse();
		assertThat(model.path("preprocessing").path("crop").asInt()).isEqualTo(224);
		assertThat(model.path("weights").propertyNames()).containsExactlyInAnyOrder("sha256", "source", "licence");
		assertThat(model.path("input").path("name").asString()).isEqualTo("image");
		assertThat(model.get("accuracy").isNull()).isTrue();
	}

	private static JsonNode json(Object... args) {
		CommandRun run = CommandRun.of(args);
		assertThat(run.exitCode()).isZero();
		return JsonMapper.shared().readTree(run.out());
	}

	private static void fails(CommandRun run, String line) {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).isEqualTo("classifier: " + line + System.lineSeparator());
	}

	private static String sha256(Path models, String id) {
		return JsonMapper.shared()
			.readTree(models.resolve(id).resolve("model.json"))
			.path("graph")
			.path("sha256")
			.asString();
	}

	private static List<String> names(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

}
