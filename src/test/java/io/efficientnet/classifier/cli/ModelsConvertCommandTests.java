package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.SyntheticWeightFiles;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.VerifiedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelsConvertCommandTests {

	private static final int CLASSES = 10;

	@TempDir
	private static Path files;

	private static Path weights;

	@TempDir
	private Path directory;

	@BeforeAll
	static void write() throws IOException {
		weights = SyntheticWeightFiles.write(files.resolve("tuned.safetensors"), EfficientNetVariant.LITE0, CLASSES,
				WeightSource.TIMM);
	}

	@Test
	void convertsAFileAndRecognizesItsSource() throws Exception {
		CommandRun run = convert("--classes", CLASSES);

		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEmpty();
		assertThat(run.out()).contains("tuned", "efficientnet-lite0", "timm/tf_efficientnet_lite0.in1k");
		VerifiedModel model = verified();
		assertThat(model.descriptor().synthetic()).isFalse();
		assertThat(model.descriptor().classes()).isEqualTo(CLASSES);
		assertThat(model.descriptor().preprocessing().name()).isEqualTo("timm/tf_efficientnet_lite0.in1k");
		assertThat(model.labels().get(9).label()).isEqualTo("class 9");
	}

	@Test
	void recognizesTheVariant() throws Exception {
		CommandRun run = CommandRun.of("models", "convert", "--weights", weights, "--id", "tuned", "--directory",
				this.directory);

		assertThat(run.exitCode()).isZero();
		assertThat(verified().descriptor().variant()).isEqualTo("efficientnet-lite0");
	}

	@Test
	void takesLabelsAlong() throws Exception {
		Path labels = labels(CLASSES);

		CommandRun run = convert("--source", "timm", "--labels", labels);

		assertThat(run.exitCode()).isZero();
		assertThat(verified().descriptor().labels()).isEqualTo("tuned/labels.csv");
		assertThat(verified().labels().get(3).label()).isEqualTo("thing, number 3");
		assertThat(names(this.directory)).containsExactly("tuned");
	}

	@Test
	void namesAllFormatsOfFiles() {
		assertThat(CommandRun.of("models", "convert", "--help").out()).contains(".pth", ".bin", ".h5", ".keras",
				"model.json");
	}

	@Test
	void tellsWhatItLeavesOut() throws Exception {
		Path checkpoint = SyntheticWeightFiles.writeModule(files.resolve("lightning.pth"), "model.",
				EfficientNetVariant.LITE0, CLASSES, WeightSource.TIMM);

		CommandRun run = run(checkpoint);

		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEqualToIgnoringNewLines(
				"The network lies under 'model.'; 1 other tensors are left out: criterion.weight");
		assertThat(verified().descriptor().classes()).isEqualTo(CLASSES);
	}

	@Test
	void refusesLabelsOfAnotherNumber() throws Exception {
		fails(convert("--labels", labels(CLASSES + 1)), "The labels file has 11 rows for 10 classes");
	}

	@Test
	void refusesLabelsThatAreNone() throws Exception {
		fails(convert("--labels", Files.writeString(files.resolve("none.csv"), "one\ntwo\n")),
				"Labels must be CSV with the header index,id,label");
	}

	@Test
	void refusesLabelsThatAreMissing() throws Exception {
		fails(convert("--labels", files.resolve("missing.csv")), "missing.csv: no such file");
	}

	@Test
	void refusesAnotherNumberOfClasses() throws Exception {
		fails(convert("--classes", 1000), "The file has 10 classes, not 1000");
	}

	@Test
	void refusesAFileThatIsMissing() throws Exception {
		fails(run(files.resolve("missing.safetensors")), "missing.safetensors: no such file");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, 8, 5000, 1_000_000 })
	void refusesADamagedFile(int length) throws Exception {
		byte[] whole = Files.readAllBytes(weights);
		Path damaged = Files.write(files.resolve("damaged.safetensors"), Arrays.copyOf(whole, length));

		CommandRun run = run(damaged);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).matches("(?s)classifier: .* not readable: .*")
			.hasLineCount(1)
			.doesNotContain(files.toString(), "java.", "\tat ");
		assertThat(names(this.directory)).isEmpty();
	}

	@Test
	void refusesWeightsOfAnotherVariant() throws Exception {
		CommandRun run = CommandRun.of("models", "convert", "--weights", weights, "--variant", "efficientnet-b1",
				"--id", "tuned", "--preprocessing", "timm/tf_efficientnet_b1.aa_in1k", "--directory", this.directory);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err())
			.isEqualToIgnoringNewLines("classifier: Expected efficientnet-b1 weights; this is efficientnet-lite0 "
					+ "with the names of timm; use --variant efficientnet-lite0 --source timm");
		assertThat(names(this.directory)).isEmpty();
	}

	@Test
	void keepsTheModelThatWasThereWhereAFileIsRefused() throws Exception {
		convert("--labels", labels(CLASSES));

		convert("--labels", labels(CLASSES + 1));

		assertThat(verified().labels().size()).isEqualTo(CLASSES);
	}

	private CommandRun convert(Object... options) {
		return run(weights, options);
	}

	private CommandRun run(Path file, Object... options) {
		List<Object> args = new ArrayList<>(List.of("models", "convert", "--weights", file, "--variant",
				"efficientnet-lite0", "--id", "tuned", "--directory", this.directory));
		args.addAll(List.of(options));
		return CommandRun.of(args.toArray());
	}

	private VerifiedModel verified() throws IOException {
		return Objects.requireNonNull(ModelCatalog.read(this.directory).find("tuned")).verify();
	}

	private void fails(CommandRun run, String line) throws IOException {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).isEqualTo("classifier: " + line + System.lineSeparator());
		assertThat(names(this.directory)).isEmpty();
	}

	private static Path labels(int classes) throws IOException {
		return Files.writeString(files.resolve(classes + ".csv"),
				IntStream.range(0, classes)
					.mapToObj((i) -> i + ",c" + i + ",\"thing, number " + i + "\"\n")
					.collect(Collectors.joining("", "index,id,label\n", "")));
	}

	private static List<String> names(Path folder) throws IOException {
		try (Stream<Path> content = Files.list(folder)) {
			return content.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

}
