package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.efficientnet.classifier.inference.ExecutorChoice;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.ExecutorStatus;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.inference.ModelState;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The shipped model in other precisions, from command line to executors. */
class ModelPrecisionTests {

	private static final Path SAMPLES = Path.of("src/test/resources/samples");

	private static final String LITE0 = "efficientnet-lite0";

	@TempDir
	private static Path directory;

	@BeforeAll
	static void convert() throws IOException {
		for (String file : List.of("labels/imagenet.csv", LITE0 + "/model.onnx", LITE0 + "/model.json",
				LITE0 + "/selftest.json")) {
			Path copy = directory.resolve(file);
			Files.createDirectories(copy.getParent());
			Files.copy(Path.of("models").resolve(file), copy);
		}
		assertThat(run("convert", "--model", LITE0, "--id", "half", "--precision", "fp16").err()).isEmpty();
		assertThat(run("convert", "--model", LITE0, "--id", "eight", "--precision", "int8", "--calibration", SAMPLES)
			.err()).isEmpty();
	}

	@Test
	void halfWeightsTakeHalfTheDisk() throws Exception {
		assertThat(graphBytes("half")).isBetween(graphBytes(LITE0) / 2, graphBytes(LITE0) * 51 / 100);
	}

	@Test
	void eightBitsTakeLittleMoreThanAQuarter() throws Exception {
		assertThat(graphBytes("eight")).isLessThan(graphBytes(LITE0) * 29 / 100);
	}

	@Test
	void descriptionsSayThePrecision() throws Exception {
		assertThat(descriptor("half").precision()).isEqualTo(Precision.FP16);
		assertThat(descriptor("eight").precision()).isEqualTo(Precision.INT8);
		assertThat(descriptor("eight").weights()).isEqualTo(descriptor(LITE0).weights());
		JsonNode shown = JsonMapper.shared().readTree(run("show", "eight", "--format", "json").out());
		assertThat(shown.path("precision").asString()).isEqualTo("int8");
	}

	@Test
	void theJavaExecutorRunsHalfWeights() throws Exception {
		ModelReport report = ModelInspection.on(ExecutorChoice.JAVA, 1).inspect(entry("half"), false);

		assertThat(report.state()).isEqualTo(ModelState.READY);
		assertThat(report.executor()).isEqualTo(ExecutorKind.JAVA);
	}

	@Test
	void eightBitsAreServedOnTheCpuWhereTheJavaExecutorRefusesThem() throws Exception {
		ModelReport report = ModelInspection.on(ExecutorChoice.AUTO, 1).inspect(entry("eight"), false);

		assertThat(report.state()).isEqualTo(ModelState.READY);
		assertThat(report.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(report.executors()).filteredOn((status) -> status.executor() == ExecutorKind.JAVA)
			.singleElement()
			.extracting(ExecutorStatus::reason)
			.asString()
			.contains("QuantizeLinear");
	}

	@Test
	void comparesBothAndRecordsIt() throws Exception {
		CommandRun run = run("compare", LITE0, "eight", "--images", SAMPLES, "--format", "json");

		JsonNode comparison = JsonMapper.shared().readTree(run.out());
		assertThat(run.err()).isEmpty();
		assertThat(comparison.path("model").asString()).isEqualTo(LITE0);
		assertThat(comparison.path("images").asInt()).isEqualTo(3);
		// One photo has two classes of almost the same probability
		assertThat(comparison.path("top1Agreement").asDouble()).isIn(100.0, 200.0 / 3);
		assertThat(comparison.path("largestDifference").asDouble()).isBetween(1e-6, 0.15);
		assertThat(comparison.path("meanDifference").asDouble())
			.isLessThanOrEqualTo(comparison.path("largestDifference").asDouble());
		assertThat(comparison.path("milliseconds").asDouble()).isPositive();
		assertThat(comparison.path("machine").asString()).contains("JDK");
		assertThat(JsonMapper.shared().readTree(directory.resolve("eight/model.json")).path("comparedTo"))
			.isEqualTo(comparison);
		assertThat(entry("eight").fault()).isNull();
	}

	@Test
	void bothPassVerification() {
		CommandRun half = CommandRun.of("models", "verify", "half", "--directory", directory);
		CommandRun eight = CommandRun.of("models", "verify", "eight", "--directory", directory);

		assertThat(half.exitCode()).as(half.out()).isZero();
		assertThat(half.out()).contains("ok       structure", "ok       executor java");
		assertThat(eight.exitCode()).as(eight.out()).isZero();
		assertThat(eight.out()).contains("skipped  structure", "ok       executor cpu", "skipped  executor java");
	}

	@Test
	void refusesAModelThatIsNotOfFloat32() throws Exception {
		CommandRun run = run("convert", "--model", "half", "--id", "more", "--precision", "int8", "--calibration",
				SAMPLES);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).isEqualToIgnoringNewLines(
				"classifier: Model half is of precision fp16; name the fp32 model that it was made of");
	}

	@Test
	void saysWhichPictureIsNone(@TempDir Path pictures) throws Exception {
		Files.writeString(pictures.resolve("text.jpg"), "no picture");

		CommandRun run = run("convert", "--model", LITE0, "--id", "more", "--precision", "int8", "--calibration",
				pictures);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith("classifier: text.jpg: ").hasLineCount(1);
		assertThat(directory.resolve("more")).doesNotExist();
	}

	@Test
	void refusesOptionsThatDoNotFit() throws Exception {
		refuses("--precision int8 needs --calibration DIR", "--model", LITE0, "--precision", "int8");
		refuses("--calibration is for --precision int8 only", "--model", LITE0, "--calibration", SAMPLES);
		refuses("--model needs --precision fp16 or int8", "--model", LITE0);
		refuses("--classes is for --weights only", "--model", LITE0, "--precision", "fp16", "--classes", 3);
		refuses("'fp8' is not a precision; they are fp32, fp16, int8", "--model", LITE0, "--precision", "fp8");
		refuses("mutually exclusive", "--model", LITE0, "--weights", "file", "--precision", "fp16");
		refuses("Missing required argument", "--precision", "fp16");
	}

	private static void refuses(String message, Object... options) {
		CommandRun run = run("convert", "--id", "more", options);

		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).contains(message);
	}

	private static CommandRun run(String command, String first, String second, Object... options) {
		Object[] args = new Object[options.length + 6];
		System.arraycopy(new Object[] { "models", command, first, second }, 0, args, 0, 4);
		System.arraycopy(options, 0, args, 4, options.length);
		args[args.length - 2] = "--directory";
		args[args.length - 1] = directory;
		return CommandRun.of(args);
	}

	private static ModelEntry entry(String id) throws IOException {
		return Objects.requireNonNull(ModelCatalog.read(directory).find(id));
	}

	private static ModelDescriptor descriptor(String id) throws IOException {
		return Objects.requireNonNull(entry(id).descriptor());
	}

	private static long graphBytes(String id) throws IOException {
		return Files.size(directory.resolve(id).resolve("model.onnx"));
	}

}
