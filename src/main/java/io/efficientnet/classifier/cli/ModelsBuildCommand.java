package io.efficientnet.classifier.cli;

import java.util.concurrent.Callable;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "build", mixinStandardHelpOptions = true,
		description = "Makes a model whose weights come from a formula: for benchmarks and tests, its answers mean nothing.")
final class ModelsBuildCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Option(names = "--variant", required = true, paramLabel = "V", converter = VariantConverter.class,
			description = "efficientnet-b0 to -b7, efficientnet-lite0 to -lite4.")
	@SuppressWarnings("NullAway.Init") // required
	private EfficientNetVariant variant;

	@Mixin
	private final NewModelOptions target = new NewModelOptions();

	@Option(names = "--seed", paramLabel = "N", defaultValue = "0",
			description = "Changes all weights (default: ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--preprocessing", paramLabel = "NAME",
			description = "Weight set to imitate, or its recipe, for instance timm/efficientnet_b0.ra_in1k or "
					+ "tf-original/b0.")
	private @Nullable String preprocessing;

	@Override
	public Integer call() throws Exception {
		ModelInstallation installation = this.target.installation();
		ConvertedModel model = ModelConversion.synthesize(this.variant, this.seed, this.preprocessing);
		installation.install(model, null);
		installation.show(this.spec.commandLine().getOut());
		return 0;
	}

}
