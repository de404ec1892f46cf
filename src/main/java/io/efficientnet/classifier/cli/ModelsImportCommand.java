package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.Sha256;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.structure.GraphImport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "import", mixinStandardHelpOptions = true,
		description = { "Makes a model from an EfficientNet .onnx that was exported elsewhere.",
				"Layout, size and range of the input, classifier, embedding and features are found by the structure "
						+ "of the graph; what is not found is said. Weights in a file beside the graph are taken in." })
final class ModelsImportCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Option(names = "--graph", required = true, paramLabel = "FILE", description = "An .onnx file.")
	@SuppressWarnings("NullAway.Init") // required
	private Path graph;

	@Mixin
	private final NewModelOptions target = new NewModelOptions();

	@Option(names = "--preprocessing", paramLabel = "NAME",
			description = "Recipe for resize, crop and normalisation, for instance timm/tf_efficientnet_b0.aa_in1k "
					+ "(default: the usual one of the library and variant that the graph shows).")
	private @Nullable String preprocessing;

	@Option(names = "--labels", paramLabel = "FILE",
			description = "CSV of index,id,label (default: ImageNet's for 1000 classes, else numbers).")
	private @Nullable Path labels;

	@Option(names = "--classes", paramLabel = "N", description = "Refuse a graph with another number of classes.")
	private @Nullable Integer classes;

	@Override
	public Integer call() throws Exception {
		ModelInstallation installation = this.target.installation();
		OnnxModel foreign = ModelInspection.inlined(OnnxReader.read(this.graph));
		GraphImport imported = new GraphImport(foreign);
		WeightSource source = ImportedPreprocessing.source(imported);
		String sha256 = Sha256.of(this.graph);
		GraphTrial trial = new GraphTrial(imported, installation.id(), installation.scratch(), BackendFactories.all(1));
		GraphTrial.Result result = trial.settle((rewritten, count) -> new ImportedModel(rewritten, count,
				ImportedPreprocessing.of(rewritten, source, imported.padsAsTensorFlow(), this.preprocessing),
				origin(source), sha256));
		requireClasses(result.model().classes());
		installation.install(result.model(), this.labels);
		report(result, source);
		installation.show(this.spec.commandLine().getOut());
		return 0;
	}

	private String origin(@Nullable WeightSource source) {
		return "imported from " + this.graph.getFileName() + ((source != null) ? ", names of " + source.id() : "");
	}

	private void requireClasses(int found) {
		if (this.classes != null && this.classes != found) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"The graph has " + found + " classes, not " + this.classes);
		}
	}

	private void report(GraphTrial.Result result, @Nullable WeightSource source) {
		PrintWriter out = this.spec.commandLine().getOut();
		result.notes().stream().map(ShownText::of).forEach(out::println);
		Preprocessing recipe = result.model().preprocessing();
		if (this.preprocessing == null) {
			out.println("preprocessing: " + recipe.name() + ", "
					+ ((source != null) ? "as the names are those of " + source.id() : "as no library was recognised")
					+ "; --preprocessing chooses another");
		}
	}

}
