package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.Precision;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Models of eight bits that must not be installed. */
class EightBitTrialTests {

	private static final Path SAMPLES = Path.of("src/test/resources/samples");

	private static final String LITE0 = "efficientnet-lite0";

	@TempDir
	private Path directory;

	@BeforeEach
	void copy() throws IOException {
		for (String file : List.of("labels/imagenet.csv", LITE0 + "/model.onnx", LITE0 + "/model.json")) {
			Path copy = this.directory.resolve(file);
			Files.createDirectories(copy.getParent());
			Files.copy(Path.of("models").resolve(file), copy);
		}
	}

	@Test
	void refusesAGraphThatCannotBeOpened() throws IOException {
		CommandRun run = convert((honest, model) -> (model.descriptor().precision() == Precision.INT8)
				? new BackendFactory.Unavailable("no kernel for QuantizeLinear.", "Update it.") : honest.open(model));

		refused(run, "classifier: Nothing was installed: the cpu executor cannot open the graph of eight bits: "
				+ "no kernel for QuantizeLinear.");
	}

	@Test
	void refusesAGraphThatSaysSomethingElse() throws IOException {
		CommandRun run = convert((honest, model) -> (model.descriptor().precision() == Precision.INT8)
				? reversed(honest, model) : honest.open(model));

		refused(run, "classifier: Nothing was installed: the logits of eight bits differ from those of float32 by 1.");
	}

	@Test
	void refusesWithoutTheExecutorThatEightBitsNeed() throws IOException {
		CommandRun run = convert(
				(_, _) -> new BackendFactory.Unavailable("ONNX Runtime does not load here.", "Use x."));

		refused(run,
				"classifier: Executor cpu cannot run model " + LITE0 + ": ONNX Runtime does not load here. Use x.");
	}

	@Test
	void refusesWhatIsNoGraph() throws IOException {
		EightBitTrial trial = new EightBitTrial(BackendFactories::all, List.of(SAMPLES.resolve("coffee.jpg")));
		try (VerifiedModel model = Objects.requireNonNull(ModelCatalog.read(this.directory).find(LITE0)).verify()) {
			ByteBuffer garbage = ByteBuffer.allocateDirect(1000);
			VerifiedModel broken = new VerifiedModel(model.descriptor(), garbage, model.labels(), null);

			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> trial.run(model, broken))
				.withMessageStartingWith(
						"Nothing was installed: the cpu executor cannot open the graph of eight bits: ");
		}
	}

	private void refused(CommandRun run, String message) throws IOException {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith(message).hasLineCount(1);
		try (Stream<Path> left = Files.list(this.directory)) {
			assertThat(left.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("labels", LITE0);
		}
	}

	private CommandRun convert(BiFunction<BackendFactory, VerifiedModel, BackendFactory.Offer> open) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		ModelsConvertCommand command = new ModelsConvertCommand(
				(threads) -> List.of(new Altered(cpu(BackendFactories.all(threads)), open)));
		int exitCode = ClassifierCommandLine.run(command,
				new String[] { "--model", LITE0, "--id", "eight", "--precision", "int8", "--calibration",
						SAMPLES.toString(), "--directory", this.directory.toString() },
				new PrintWriter(out, true), new PrintWriter(err, true));
		return new CommandRun(exitCode, out.toString(), err.toString());
	}

	private static BackendFactory cpu(List<BackendFactory> factories) {
		return factories.stream().filter((factory) -> factory.executor() == ExecutorKind.CPU).findFirst().orElseThrow();
	}

	private static BackendFactory.Offer reversed(BackendFactory honest, VerifiedModel model) {
		return new BackendFactory.Available(new Reversed(((BackendFactory.Available) honest.open(model)).backend()));
	}

	private record Altered(BackendFactory honest,
			BiFunction<BackendFactory, VerifiedModel, Offer> how) implements BackendFactory {

		@Override
		public ExecutorKind executor() {
			return this.honest.executor();
		}

		@Override
		public Offer open(VerifiedModel model) {
			return this.how.apply(this.honest, model);
		}

	}

	/** As many logits, but of other classes. */
	private record Reversed(InferenceBackend honest) implements InferenceBackend {

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
			float[] reversed = new float[logits.length];
			for (int i = 0; i < logits.length; i++) {
				reversed[i] = logits[logits.length - 1 - i];
			}
			return new Outputs(Tensor.of(Shape.of(1, logits.length), reversed), null, null);
		}

		@Override
		public void close() {
			this.honest.close();
		}

	}

}
