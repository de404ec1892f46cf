package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.GoldenLogits;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/**
 * Puts a converted model into the models directory, with its description.
 */
final class ModelInstallation {

	private static final String IMAGENET_LABELS = "labels/imagenet.csv";

	private static final int IMAGENET_CLASSES = 1000;

	/** Width of the border that the published evaluations of the family crop away. */
	private static final int CROP_BORDER_PIXELS = 32;

	private final ModelCatalog catalog;

	private final ModelId id;

	ModelInstallation(ModelCatalog catalog, ModelId id) {
		this.catalog = catalog;
		this.id = id;
	}

	/**
	 * Writes graph and description; the model appears whole or not at all.
	 * @param model what was converted
	 * @param labels CSV file to take along; null for the usual ones
	 * @throws IOException if the directory cannot be written
	 */
	void install(ConvertedModel model, @Nullable Path labels) throws IOException {
		String described = labels(model.classes(), labels);
		install(model.model(), labels, (_, sha256) -> describe(model, sha256, described));
	}

	/**
	 * Writes a graph that was exported elsewhere; the model appears whole or not at all.
	 * @param model what was imported
	 * @param labels CSV file to take along; null for the usual ones
	 * @throws IOException if the directory cannot be written
	 */
	void install(ImportedModel model, @Nullable Path labels) throws IOException {
		String described = labels(model.classes(), labels);
		install(model.graph().model(), labels, (_, sha256) -> model.descriptor(this.id, sha256, described));
	}

	private void install(OnnxModel model, @Nullable Path labels, Description description) throws IOException {
		try (ScratchGraph graph = ScratchGraph.write(model, this.catalog.directory())) {
			ModelDescriptor descriptor = description.of(this.id, graph.sha256());
			GoldenLogits golden = ModelInspection.golden(VerifiedModel.beforeInstallation(descriptor, graph.file()));
			this.catalog.install(descriptor, graph.file(), labels, golden);
		}
	}

	/**
	 * Where files may lie until the model is complete.
	 * @return the models directory, so that a rename is enough in the end
	 */
	Path scratch() {
		return this.catalog.directory();
	}

	ModelId id() {
		return this.id;
	}

	/**
	 * Shows the model as it now stands in the directory.
	 * @param out where to show it
	 * @throws IOException if the directory cannot be read
	 */
	void show(PrintWriter out) throws IOException {
		ModelEntry entry = ModelCatalog.read(this.catalog.directory()).find(this.id.value());
		if (entry != null) {
			out.println(ModelReports.text(ModelReport.verified(entry, false)));
			out.println("A server that runs finds it within classifier.models.poll (10 seconds unless set otherwise).");
		}
	}

	private ModelDescriptor describe(ConvertedModel model, String graphSha256, @Nullable String labels) {
		WeightSet set = model.weightSet();
		WeightSet.Accuracy known = set.accuracy();
		ModelDescriptor.Accuracy accuracy = (known != null)
				? new ModelDescriptor.Accuracy("ImageNet-1k val", known.top1(), known.top5(), "published") : null;
		return new ModelDescriptor(this.id, model.variant().id(), set.isSynthetic(),
				new ModelDescriptor.Graph(graphSha256, ConvertedModel.IMAGE,
						new ModelDescriptor.Outputs(ConvertedModel.LOGITS, ConvertedModel.EMBEDDING,
								ConvertedModel.FEATURES)),
				new ModelDescriptor.Weights(set.name(), model.weightsSha256(), set.licence()), model.classes(), labels,
				preprocessing(model), ModelDescriptor.Tolerance.DEFAULT, accuracy);
	}

	private static Preprocessing preprocessing(ConvertedModel model) {
		PreprocessingRecipes recipes = new PreprocessingRecipes();
		String name = model.weightSet().preprocessing();
		if (name != null) {
			return recipes.named(name);
		}
		Preprocessing lite = recipes.named("lite0");
		int resolution = model.resolution();
		return new Preprocessing("lite-" + resolution, resolution + CROP_BORDER_PIXELS, lite.mode(), lite.filter(),
				resolution, lite.mean(), lite.std());
	}

	private @Nullable String labels(int classes, @Nullable Path given) throws IOException {
		if (given != null) {
			Labels labels = Labels.read(given);
			if (labels.size() != classes) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"The labels file has " + labels.size() + " rows for " + classes + " classes");
			}
			return ModelCatalog.labelsOf(this.id);
		}
		boolean imagenet = classes == IMAGENET_CLASSES
				&& Files.exists(this.catalog.directory().resolve(IMAGENET_LABELS));
		return imagenet ? IMAGENET_LABELS : null;
	}

	/** Makes a description when the checksum of the graph is known. */
	private interface Description {

		ModelDescriptor of(ModelId id, String graphSha256);

	}

}
