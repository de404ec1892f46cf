package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.efficientnet.classifier.cli.ClassifierCommandLine;
import io.efficientnet.classifier.inference.reference.ExportedModel;
import io.efficientnet.classifier.inference.reference.ExportedRun;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What other libraries export is imported, and answers as they answer themselves. */
class ImportedModelsTests {

	private static final Set<Output> ALL = Set.of(Output.EMBEDDING, Output.FEATURES);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.inference.reference.ExportedModels#all")
	void answersWhatTheExportingLibraryAnswers(ExportedModel export) throws IOException {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int exitCode = ClassifierCommandLine.run(new String[] { "models", "import", "--graph", export.file().toString(),
				"--id", "theirs", "--directory", this.directory.toString() }, new PrintWriter(out, true),
				new PrintWriter(err, true));

		assertThat(err.toString()).isEmpty();
		assertThat(exitCode).isZero();
		assertThat(out.toString()).contains("preprocessing: ").doesNotContain("not to be had", "doubtful", "will not");
		try (VerifiedModel model = Objects.requireNonNull(ModelCatalog.read(this.directory).find("theirs")).verify()) {
			assertThat(model.golden()).isNotNull();
			for (ExecutorKind executor : List.of(ExecutorKind.CPU, ExecutorKind.JAVA)) {
				try (InferenceBackend backend = backend(model, executor)) {
					export.runs().forEach((run) -> answers(model, backend, run));
				}
			}
		}
	}

	private static InferenceBackend backend(VerifiedModel model, ExecutorKind executor) {
		BackendFactory factory = BackendFactories.all(1)
			.stream()
			.filter((candidate) -> candidate.executor() == executor)
			.findFirst()
			.orElseThrow();
		return ((BackendFactory.Available) factory.open(model)).backend();
	}

	private static void answers(VerifiedModel model, InferenceBackend backend, ExportedRun run) {
		Tensor images = channelsFirst(run);
		List<Float> answer = new ArrayList<>();
		for (int image = 0; image < images.shape().dimension(0); image++) {
			Tensor input = isFixed(run) ? square(images.slice(image, 1)) : images.slice(image, 1);
			Outputs outputs = backend.infer(input, ALL);
			float[] logits = outputs.logits().toArray();
			for (float value : hasSoftmax(run) ? softmax(logits) : logits) {
				answer.add(value);
			}
			mapsExplain(model, outputs);
		}
		Tensor actual = Tensor.allocate(run.expected().shape());
		answer.forEach(actual.data().duplicate()::put);
		assertThat(run.error(actual)).as(run + " on " + backend.executor()).isLessThanOrEqualTo(1);
	}

	/** The mean of a class's map is what its logit owes to the embedding. */
	private static void mapsExplain(VerifiedModel model, Outputs outputs) {
		Tensor features = Objects.requireNonNull(outputs.features());
		Tensor embedding = Objects.requireNonNull(outputs.embedding());
		int width = embedding.shape().dimension(1);
		assertThat(embedding.shape()).isEqualTo(Shape.of(1, width));
		assertThat(features.shape().dimension(1)).isEqualTo(width);
		ClassActivation activation = ClassActivation.of(model);
		for (int index = 0; index < model.descriptor().classes(); index++) {
			float[] map = activation.map(features, index).toArray();
			double mean = 0;
			for (float value : map) {
				mean += value / (double) map.length;
			}
			float share = activation.map(new Tensor(Shape.of(1, width, 1, 1), embedding.data()), index).data().get(0);
			assertThat(mean).isCloseTo(share, within(1e-4));
		}
	}

	private static boolean hasSoftmax(ExportedRun run) {
		return run.model().description().operators().containsKey("Softmax");
	}

	private static boolean isFixed(ExportedRun run) {
		return !run.model().description().file().contains("-size");
	}

	private static float[] softmax(float[] logits) {
		double sum = 0;
		float[] values = new float[logits.length];
		for (float logit : logits) {
			sum += Math.exp(logit);
		}
		for (int i = 0; i < values.length; i++) {
			values[i] = (float) (Math.exp(logits[i]) / sum);
		}
		return values;
	}

	private static Tensor channelsFirst(ExportedRun run) {
		if (run.model().description().layout().equals("NCHW")) {
			return run.input();
		}
		Shape shape = run.input().shape();
		int height = shape.dimension(1);
		int width = shape.dimension(2);
		Tensor images = Tensor.allocate(Shape.of(shape.dimension(0), 3, height, width));
		for (int i = 0; i < images.data().limit(); i++) {
			int pixel = i % (height * width);
			int channel = i / (height * width) % 3;
			int image = i / (3 * height * width);
			images.data().put(i, run.input().data().get((image * height * width + pixel) * 3 + channel));
		}
		return images;
	}

	/** The image in the middle of a square that has something else around it. */
	private static Tensor square(Tensor image) {
		int height = image.shape().dimension(2);
		int width = image.shape().dimension(3);
		int side = Math.max(height, width);
		int left = (side - width) / 2;
		int top = (side - height) / 2;
		Tensor square = Tensor.allocate(Shape.of(1, 3, side, side));
		for (int i = 0; i < square.data().limit(); i++) {
			int x = i % side - left;
			int y = i / side % side - top;
			boolean inside = x >= 0 && x < width && y >= 0 && y < height;
			square.data().put(i, inside ? image.data().get((i / (side * side) * height + y) * width + x) : 1);
		}
		return square;
	}

}
