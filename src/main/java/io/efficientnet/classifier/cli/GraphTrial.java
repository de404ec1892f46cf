package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.structure.GraphImport;
import io.efficientnet.classifier.structure.ImportedGraph;
import io.efficientnet.classifier.structure.PixelRange;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs an imported graph before it is installed: what its structure promises has to come
 * out, and what only a run can tell is found out.
 */
final class GraphTrial {

	private static final int RGB = 3;

	private static final long SEED = 7;

	// Of the largest value; float32 sums of a whole map differ by less
	private static final double TOLERANCE = 1e-3;

	private final GraphImport graph;

	private final ModelId id;

	private final Path scratch;

	private final List<BackendFactory> factories;

	GraphTrial(GraphImport graph, ModelId id, Path scratch, List<BackendFactory> factories) {
		this.graph = graph;
		this.id = id;
		this.scratch = scratch;
		this.factories = List.copyOf(factories);
	}

	/**
	 * Settles how the graph is installed.
	 * @param describe makes the model of a graph with a number of classes
	 * @return the model, and what else there is to say
	 * @throws IOException if the directory cannot be written
	 * @throws ServiceException {@code INVALID_REQUEST} with the reason if nothing here
	 * runs it
	 */
	Result settle(Describe describe) throws IOException {
		// Most exporters fix one image although nothing in the graph depends on it
		if (this.graph.declaresBatch() && keepsImagesApart(describe)) {
			Result free = attempt(describe, true, false);
			if (free.refusal == null) {
				return free;
			}
		}
		Result result = attempt(describe, !this.graph.declaresBatch(), false);
		if (result.refusal != null) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The graph cannot be imported: " + result.refusal);
		}
		return result;
	}

	/** Found without a run, whose failure ONNX Runtime would print. */
	private boolean keepsImagesApart(Describe describe) {
		ImportedGraph free = this.graph.rewrite(true, false);
		return ModelInspection.keepsImagesApart(free.model(), describe.of(free, 1).preprocessing().crop(),
				free.logits());
	}

	private Result attempt(Describe describe, boolean anyBatch, boolean fromProbabilities) throws IOException {
		ImportedGraph rewritten = this.graph.rewrite(anyBatch, fromProbabilities);
		ImportedModel draft = describe.of(rewritten, (rewritten.classes() != null) ? rewritten.classes() : 1);
		List<String> notes = new ArrayList<>(rewritten.notes());
		try (ScratchGraph file = ScratchGraph.write(rewritten.model(), this.scratch)) {
			VerifiedModel model = VerifiedModel.beforeInstallation(draft.descriptor(this.id, file.sha256(), null),
					file.file());
			Runs runs = runs(model, draft, notes);
			if (runs.outputs == null) {
				return new Result(draft, notes, runs.refusal);
			}
			Tensor logits = runs.outputs.logits();
			String refusal = refusal(logits, rewritten.classes());
			if (refusal != null) {
				return new Result(draft, notes, refusal);
			}
			if (rewritten.classes() == null && !fromProbabilities && isProbabilities(logits)) {
				return attempt(describe, anyBatch, true);
			}
			checkMaps(runs.outputs, notes);
			return new Result(describe.of(rewritten, logits.shape().dimension(1)), notes, null);
		}
	}

	/** The first executor that opens the graph decides; what the others say is noted. */
	private Runs runs(VerifiedModel model, ImportedModel draft, List<String> notes) {
		Outputs outputs = null;
		String refusal = null;
		for (ExecutorKind kind : List.of(ExecutorKind.CPU, ExecutorKind.JAVA)) {
			String reason = null;
			switch (factory(kind).open(model)) {
				case BackendFactory.Available(InferenceBackend backend) -> {
					try (backend) {
						Outputs given = run(backend, draft);
						outputs = (outputs != null) ? outputs : given;
					}
					catch (ServiceException ex) {
						reason = ex.getMessage();
					}
				}
				case BackendFactory.Unavailable(String why, String _) -> reason = why;
			}
			if (reason != null) {
				notes.add("executor " + kind.id() + ": will not serve it: " + reason);
				refusal = (refusal != null) ? refusal : reason;
			}
		}
		return new Runs(outputs, (refusal != null) ? refusal : "no executor runs it");
	}

	private BackendFactory factory(ExecutorKind kind) {
		return this.factories.stream().filter((factory) -> factory.executor() == kind).findFirst().orElseThrow();
	}

	/** Two images where the graph takes them, to see that they are kept apart. */
	private static Outputs run(InferenceBackend backend, ImportedModel model) {
		Set<Output> wanted = EnumSet.noneOf(Output.class);
		if (model.graph().embedding() != null) {
			wanted.add(Output.EMBEDDING);
		}
		if (model.graph().features() != null) {
			wanted.add(Output.FEATURES);
		}
		Tensor two = images(model.preprocessing(), model.graph().range());
		Outputs one = backend.infer(two.slice(0, 1), wanted);
		if (model.graph().takesBatches()) {
			Tensor both = backend.infer(two, Set.of()).logits();
			boolean apart = both.shape().rank() > 0 && both.shape().dimension(0) == 2
					&& isNear(both.slice(0).toArray(), one.logits().toArray());
			if (!apart) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"it does not keep the images of a batch apart; export it with a free batch, or with 1");
			}
		}
		return one;
	}

	private static Tensor images(Preprocessing recipe, PixelRange range) {
		Tensor images = Tensor.allocate(Shape.of(2, RGB, recipe.crop(), recipe.crop()));
		Random random = new Random(SEED);
		for (int i = 0; i < images.data().limit(); i++) {
			float noise = random.nextFloat();
			images.data().put(i, switch (range) {
				case NORMALISED -> 4 * noise - 2;
				case UNIT -> noise;
				case PIXELS -> (float) Math.floor(256 * noise);
			});
		}
		return images;
	}

	private static @Nullable String refusal(Tensor logits, @Nullable Integer classes) {
		if (logits.shape().rank() != 2 || (classes != null && logits.shape().dimension(1) != classes)) {
			return "its output is %s for one image, not one number for each class".formatted(logits.shape());
		}
		for (float logit : logits.toArray()) {
			if (!Float.isFinite(logit)) {
				return "it gives numbers that are not finite; export it in float32";
			}
		}
		return null;
	}

	private static boolean isProbabilities(Tensor logits) {
		double sum = 0;
		for (float value : logits.toArray()) {
			if (value < 0 || value > 1) {
				return false;
			}
			sum += value;
		}
		return Math.abs(sum - 1) < TOLERANCE;
	}

	/** A map is only good if its mean is what the classifier reads. */
	private static void checkMaps(Outputs outputs, List<String> notes) {
		Tensor features = outputs.features();
		Tensor embedding = outputs.embedding();
		if (features == null || embedding == null) {
			return;
		}
		if (features.shape().rank() != 4 || features.shape().dimension(1) != embedding.shape().dimension(1)
				|| !isNear(means(features), embedding.toArray())) {
			notes.add(String.format(Locale.ROOT, "heatmap: doubtful, the mean of the features %s is not the embedding",
					features.shape()));
		}
	}

	private static float[] means(Tensor features) {
		int channels = features.shape().dimension(1);
		int positions = features.data().limit() / channels;
		float[] means = new float[channels];
		for (int channel = 0; channel < channels; channel++) {
			double sum = 0;
			for (int position = 0; position < positions; position++) {
				sum += features.data().get(channel * positions + position);
			}
			means[channel] = (float) (sum / positions);
		}
		return means;
	}

	private static boolean isNear(float[] values, float[] expected) {
		if (values.length != expected.length) {
			return false;
		}
		double largest = 0;
		double difference = 0;
		for (int i = 0; i < values.length; i++) {
			largest = Math.max(largest, Math.abs((double) expected[i]));
			difference = Math.max(difference, Math.abs((double) values[i] - expected[i]));
		}
		return difference <= TOLERANCE * largest;
	}

	/** Makes the model of a graph. */
	interface Describe {

		ImportedModel of(ImportedGraph graph, int classes);

	}

	/**
	 * What came of it.
	 *
	 * @param model to install
	 * @param notes one line each
	 * @param refusal why it cannot be served; null if it can
	 */
	record Result(ImportedModel model, List<String> notes, @Nullable String refusal) {
	}

	private record Runs(@Nullable Outputs outputs, String refusal) {
	}

}
