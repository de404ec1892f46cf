package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.conversion.WeightFile;
import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.model.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "convert", mixinStandardHelpOptions = true,
		description = "Makes a model from a file of published or fine-tuned weights, or from a model in another precision.")
final class ModelsConvertCommand implements Callable<Integer> {

	private static final List<String> FOR_WEIGHTS = List.of("--variant", "--source", "--preprocessing", "--labels",
			"--classes");

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@ArgGroup(multiplicity = "1")
	@SuppressWarnings("NullAway.Init") // required
	private Origin origin;

	@Option(names = "--variant", paramLabel = "V", converter = VariantConverter.class,
			description = "efficientnet-b0 to -b7, efficientnet-lite0 to -lite4 (default: recognised).")
	private @Nullable EfficientNetVariant variant;

	@Mixin
	private final NewModelOptions target = new NewModelOptions();

	@Option(names = "--source", paramLabel = "SOURCE",
			description = "Whose tensor names the file uses: ${COMPLETION-CANDIDATES} (default: recognised).")
	private @Nullable WeightSource source;

	@Option(names = "--preprocessing", paramLabel = "NAME",
			description = "Weight set, which decides preprocessing, epsilon and padding, for instance "
					+ "timm/tf_efficientnet_b0.aa_in1k, or the recipe of one; needed where the file fits several.")
	private @Nullable String preprocessing;

	@Option(names = "--labels", paramLabel = "FILE",
			description = "CSV of index,id,label (default: ImageNet's for 1000 classes, else numbers).")
	private @Nullable Path labels;

	@Option(names = "--classes", paramLabel = "N", description = "Refuse a file with another number of classes.")
	private @Nullable Integer classes;

	@Mixin
	private final PrecisionOptions precision;

	ModelsConvertCommand() {
		this(BackendFactories::all);
	}

	ModelsConvertCommand(IntFunction<List<BackendFactory>> factories) {
		this.precision = new PrecisionOptions(factories);
	}

	@Override
	public Integer call() throws Exception {
		this.precision.check(this.spec);
		ModelInstallation installation = this.target.installation();
		Progress progress = Progress.on(this.spec.commandLine().getErr());
		if (this.origin.model != null) {
			checkModel();
			installation.install(this.target.entry(this.origin.model), this.precision, progress);
		}
		else if (this.origin.weights != null) {
			convert(this.origin.weights, installation, progress);
		}
		installation.show(this.spec.commandLine().getOut());
		return 0;
	}

	private void checkModel() {
		if (this.precision.precision() == Precision.FP32) {
			throw new ParameterException(this.spec.commandLine(), "--model needs --precision fp16 or int8");
		}
		FOR_WEIGHTS.stream()
			.filter(this.spec.commandLine().getParseResult()::hasMatchedOption)
			.findFirst()
			.ifPresent((option) -> {
				throw new ParameterException(this.spec.commandLine(), option + " is for --weights only");
			});
	}

	private void convert(Path weights, ModelInstallation installation, Progress progress) throws IOException {
		try (WeightFile archive = WeightFile.open(weights)) {
			WeightSet set = WeightSets.choose(archive, this.variant, this.source, this.preprocessing);
			archive.leftOut().ifPresent(this.spec.commandLine().getErr()::println);
			ConvertedModel model = ModelConversion.convert(archive, set);
			if (this.classes != null && this.classes != model.classes()) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"The file has " + model.classes() + " classes, not " + this.classes);
			}
			installation.install(model, this.labels, this.precision, progress);
		}
	}

	/** What the model is made of. */
	private static final class Origin {

		@Option(names = "--weights", paramLabel = "FILE",
				description = "Safetensors, PyTorch (.pth, .bin), TensorFlow.js (model.json) or Keras (.h5, .keras).")
		private @Nullable Path weights;

		@Option(names = "--model", paramLabel = "ID", description = "Model of fp32 to take to another precision.")
		private @Nullable String model;

	}

}
