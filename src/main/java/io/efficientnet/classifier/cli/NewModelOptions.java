package io.efficientnet.classifier.cli;

import java.io.IOException;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command needs that makes a model. */
final class NewModelOptions {

	@Option(names = "--variant", required = true, paramLabel = "V", converter = VariantConverter.class,
			description = "efficientnet-b0 to -b7, efficientnet-lite0 to -lite4.")
	@SuppressWarnings("NullAway.Init") // required
	private EfficientNetVariant variant;

	@Mixin
	private final NewModelId id = new NewModelId();

	EfficientNetVariant variant() {
		return this.variant;
	}

	/**
	 * The place of the new model.
	 * @return where to install it
	 * @throws IOException if the directory cannot be made or read
	 * @throws ServiceException {@code INVALID_REQUEST} if there is a model of this name
	 * that is not to be replaced
	 */
	ModelInstallation installation() throws IOException {
		return this.id.installation();
	}

}
