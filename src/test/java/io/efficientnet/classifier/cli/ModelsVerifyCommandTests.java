package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ModelsVerifyCommandTests {

	private static final Path SHIPPED = Path.of("models");

	private static final String ID = "efficientnet-lite0";

	private static final Path PICTURE = Path.of("src/test/resources/samples/coffee.jpg");

	@TempDir
	private Path directory;

	@BeforeEach
	void copy() throws IOException {
		for (String folder : List.of("labels", ID)) {
			Files.createDirectory(this.directory.resolve(folder));
			try (Stream<Path> content = Files.list(SHIPPED.resolve(folder))) {
				for (Path file : content.toList()) {
					Files.copy(file, this.directory.resolve(folder).resolve(file.getFileName()));
				}
			}
		}
	}

	@Test
	void passesAGoodModel() {
		CommandRun run = verify("--image", PICTURE);

		assertThat(run.err()).isEmpty();
		assertThat(run.exitCode()).isZero();
		assertThat(run.out().lines().filter((line) -> line.startsWith("ok"))).hasSizeGreaterThanOrEqualTo(9);
		assertThat(run.out())
			.contains("4,652,008, as in the table", "executor cpu", "executor java", "golden input, cpu and java",
					"picture, cpu and java", "skipped  golden picture on cpu")
			.doesNotContain("failed");
	}

	@Test
	void writesJson() {
		CommandRun run = verify("--format", "json");

		JsonNode report = JsonMapper.shared().readTree(run.out());
		assertThat(report.get("id").asString()).isEqualTo(ID);
		assertThat(report.get("ok").asBoolean()).isTrue();
		assertThat(report.get("checks").get(0).get("name").asString()).isEqualTo("model.json");
		assertThat(report.get("checks").get(0).get("status").asString()).isEqualTo("ok");
	}

	@Test
	void noticesABitThatFlipped() throws IOException {
		byte[] graph = Files.readAllBytes(file("model.onnx"));
		graph[graph.length / 2] ^= 1;
		Files.write(file("model.onnx"), graph);

		fails(verify(), "model.onnx", "has the checksum");
	}

	@Test
	void noticesLabelsOfAnotherNumber() throws IOException {
		Path labels = this.directory.resolve("labels/imagenet.csv");
		List<String> rows = Files.readAllLines(labels);
		Files.write(labels, rows.subList(0, rows.size() - 1));

		fails(verify(), "labels", "999 rows for 1000 classes");
	}

	@Test
	void noticesMissingFiles() throws IOException {
		Files.delete(file("model.onnx"));

		fails(verify(), "model.onnx", "is missing");
	}

	@Test
	void noticesAnotherVariant() throws IOException {
		Files.writeString(file("model.json"), Files.readString(file("model.json"))
			.replace("\"variant\" : \"efficientnet-lite0\"", "\"variant\" : \"efficientnet-b0\""));

		CommandRun run = verify();

		fails(run, "structure", "the graph is efficientnet-lite0, model.json says efficientnet-b0");
		assertThat(run.out()).contains("failed   parameters", "failed   multiply-adds");
	}

	@Test
	void noticesAnExecutorThatDisagrees() {
		CommandRun run = verify((threads) -> BackendFactories.all(threads).stream().map(Crooked::of).toList());

		fails(run, "executor java", "its logits differ from those that selftest.json has");
		assertThat(run.out()).contains("ok       executor cpu", "failed   golden input, cpu and java");
	}

	@Test
	void failsWithoutTheModel() {
		CommandRun run = CommandRun.of("models", "verify", "nothing", "--directory", this.directory);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).contains("No model nothing");
	}

	private void fails(CommandRun run, String check, String detail) {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).containsPattern("failed +" + check + " .*" + detail);
		assertThat(run.err()).startsWith("classifier: Model " + ID + ": ").contains("first " + check).hasLineCount(1);
	}

	private Path file(String name) {
		return this.directory.resolve(ID).resolve(name);
	}

	private CommandRun verify(Object... options) {
		List<Object> args = new ArrayList<>(List.of("models", "verify", ID, "--directory", this.directory));
		args.addAll(List.of(options));
		return CommandRun.of(args.toArray());
	}

	private CommandRun verify(IntFunction<List<BackendFactory>> factories) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int exitCode = ClassifierCommandLine.run(new ModelsVerifyCommand(factories),
				new String[] { ID, "--directory", this.directory.toString() }, new PrintWriter(out, true),
				new PrintWriter(err, true));
		return new CommandRun(exitCode, out.toString(), err.toString());
	}

	/** The Java executor, one logit of which is wrong. */
	private record Crooked(BackendFactory honest) implements BackendFactory {

		static BackendFactory of(BackendFactory factory) {
			return (factory.executor() == ExecutorKind.JAVA) ? new Crooked(factory) : factory;
		}

		@Override
		public ExecutorKind executor() {
			return this.honest.executor();
		}

		@Override
		public Offer open(VerifiedModel model) {
			return new Available(new CrookedBackend(((Available) this.honest.open(model)).backend()));
		}

	}

	private record CrookedBackend(InferenceBackend honest) implements InferenceBackend {

		@Override
		public ExecutorKind executor() {
			return this.honest.executor();
		}

		@Override
		public String runtime() {
			return this.honest.runtime();
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			float[] logits = this.honest.infer(images, wanted).logits().toArray();
			logits[7] += 1;
			return new Outputs(Tensor.of(Shape.of(1, logits.length), logits), null, null);
		}

		@Override
		public void close() {
			this.honest.close();
		}

	}

}
