package io.efficientnet.classifier.cli;

import java.io.IOException;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command needs that makes a model. */
final class NewModelOptions {

	@Option(names = "--variant", required = true, paramLabel = "V", converter = VariantConverter.class,
			description = "efficientnet-b0 to -b7, efficientnet-lite0 to -lite4.")
	@SuppressWarnings("NullAway.Init") // required
	private EfficientNetVariant variant;

	@Option(names = "--id", required = true, paramLabel = "ID", converter = ModelIdConverter.class,
			description = "Name of the new model.")
	@SuppressWarnings("NullAway.Init") // required
	private ModelId id;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	EfficientNetVariant variant() {
		return this.variant;
	}

	ModelInstallation installation() throws IOException {
		return new ModelInstallation(this.directory.writableCatalog(), this.id);
	}

}
