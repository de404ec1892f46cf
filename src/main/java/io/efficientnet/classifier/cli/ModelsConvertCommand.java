package io.efficientnet.classifier.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.conversion.WeightFile;
import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "convert", mixinStandardHelpOptions = true,
		description = "Makes a model from a file of published or fine-tuned weights.")
final class ModelsConvertCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Option(names = "--weights", required = true, paramLabel = "FILE",
			description = "Safetensors, PyTorch (.pth, .bin) or Keras (.h5).")
	@SuppressWarnings("NullAway.Init") // required
	private Path weights;

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
					+ "timm/tf_efficientnet_b0.aa_in1k; needed where the file fits several.")
	private @Nullable String preprocessing;

	@Option(names = "--labels", paramLabel = "FILE",
			description = "CSV of index,id,label (default: ImageNet's for 1000 classes, else numbers).")
	private @Nullable Path labels;

	@Option(names = "--classes", paramLabel = "N", description = "Refuse a file with another number of classes.")
	private @Nullable Integer classes;

	@Override
	public Integer call() throws Exception {
		ModelInstallation installation = this.target.installation();
		try (WeightFile archive = WeightFile.open(this.weights)) {
			WeightSet set = WeightSets.choose(archive, this.variant, this.source, this.preprocessing);
			ConvertedModel model = ModelConversion.convert(archive, set);
			if (this.classes != null && this.classes != model.classes()) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"The file has " + model.classes() + " classes, not " + this.classes);
			}
			installation.install(model, this.labels);
			installation.show(this.spec.commandLine().getOut());
		}
		return 0;
	}

}
