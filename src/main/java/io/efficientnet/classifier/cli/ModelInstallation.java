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
import io.efficientnet.classifier.model.Precision;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import org.jspecify.annotations.Nullable;

/**
 * Puts a converted model into the models directory, with its description.
 */
final class ModelInstallation {

	private static final String IMAGENET_LABELS = "labels/imagenet.csv";

	private static final int IMAGENET_CLASSES = 1000;

	/** Width of the border that the published evaluations of the family crop away. */
	private static final int CROP_BORDER_PIXELS = 32;

	/** Stands for the checksum until there is a file. */
	private static final String UNWRITTEN = "";

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
		install(describe(model, labels(model.classes(), labels)), model.model(), labels);
	}

	/**
	 * Writes a graph that was exported elsewhere; the model appears whole or not at all.
	 * @param model what was imported
	 * @param labels CSV file to take along; null for the usual ones
	 * @throws IOException if the directory cannot be written
	 */
	void install(ImportedModel model, @Nullable Path labels) throws IOException {
		install(model.descriptor(this.id, UNWRITTEN, labels(model.classes(), labels)), model.graph().model(), labels);
	}

	/**
	 * Writes graph and description in another precision.
	 * @param model what was converted
	 * @param labels CSV file to take along; null for the usual ones
	 * @param precision of the new model
	 * @param progress shows how far it is
	 * @throws IOException if the directory cannot be written or a picture not be read
	 */
	void install(ConvertedModel model, @Nullable Path labels, PrecisionOptions precision, Progress progress)
			throws IOException {
		ModelDescriptor descriptor = describe(model, labels(model.classes(), labels));
		OnnxModel narrowed = precision.apply(model.model(), descriptor, progress);
		install(descriptor.in(precision.precision(), this.id, descriptor.labels()), narrowed, labels,
				(written) -> precision.tryOut(model.model(), descriptor, written));
	}

	/**
	 * Writes a model that is installed in another precision.
	 * @param entry the model
	 * @param precision of the new model
	 * @param progress shows how far it is
	 * @throws IOException if the directory cannot be written or a picture not be read
	 * @throws ServiceException {@code INVALID_REQUEST} if the model is not of float32
	 */
	void install(ModelEntry entry, PrecisionOptions precision, Progress progress) throws IOException {
		try (VerifiedModel model = entry.verify()) {
			ModelDescriptor descriptor = model.descriptor();
			if (descriptor.precision() != Precision.FP32) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, "Model " + entry.id() + " is of precision "
						+ descriptor.precision().id() + "; name the fp32 model that it was made of");
			}
			String own = ModelCatalog.labelsOf(entry.id());
			Path labels = own.equals(descriptor.labels()) ? this.catalog.directory().resolve(own) : null;
			OnnxModel graph = OnnxReader.read(model.graph());
			OnnxModel narrowed = precision.apply(graph, descriptor, progress);
			install(descriptor.in(precision.precision(), this.id,
					(labels != null) ? ModelCatalog.labelsOf(this.id) : descriptor.labels()), narrowed, labels,
					(written) -> precision.tryOut(graph, descriptor, written));
		}
	}

	private void install(ModelDescriptor described, OnnxModel model, @Nullable Path labels) throws IOException {
		install(described, model, labels, (_) -> {
		});
	}

	private void install(ModelDescriptor described, OnnxModel model, @Nullable Path labels, Trial trial)
			throws IOException {
		try (ScratchGraph graph = ScratchGraph.write(model, this.catalog.directory())) {
			ModelDescriptor descriptor = described.withGraph(graph.sha256());
			VerifiedModel written = VerifiedModel.beforeInstallation(descriptor, graph.file());
			trial.of(written);
			GoldenLogits golden = ModelInspection.golden(written);
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

	private ModelDescriptor describe(ConvertedModel model, @Nullable String labels) {
		WeightSet set = model.weightSet();
		WeightSet.Accuracy known = set.accuracy();
		ModelDescriptor.Accuracy accuracy = (known != null)
				? new ModelDescriptor.Accuracy("ImageNet-1k val", known.top1(), known.top5(), "published") : null;
		return new ModelDescriptor(this.id, model.variant().id(), set.isSynthetic(),
				new ModelDescriptor.Graph(UNWRITTEN, ConvertedModel.IMAGE,
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

	/** Refuses a model before it is installed, by an exception. */
	private interface Trial {

		void of(VerifiedModel written) throws IOException;

	}

}
