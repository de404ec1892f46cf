package io.efficientnet.classifier.cli;

import java.io.IOException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command needs that makes a model. */
final class NewModelOptions {

	@Option(names = "--id", required = true, paramLabel = "ID", converter = ModelIdConverter.class,
			description = "Name of the new model.")
	@SuppressWarnings("NullAway.Init") // required
	private ModelId id;

	@Option(names = "--force", description = "Replace a model of this name.")
	private boolean force;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	/**
	 * The place of the new model.
	 * @return where to install it
	 * @throws IOException if the directory cannot be made or read
	 * @throws ServiceException {@code INVALID_REQUEST} if there is a model of this name
	 * that is not to be replaced
	 */
	ModelInstallation installation() throws IOException {
		ModelCatalog catalog = this.directory.writableCatalog();
		if (!this.force && catalog.find(this.id.value()) != null) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"There is a model " + this.id + " already; choose another --id, or replace it with --force");
		}
		return new ModelInstallation(catalog, this.id);
	}

	/**
	 * A model of the directory that the new one is made of.
	 * @param source name of the model
	 * @return its entry
	 * @throws IOException if the directory cannot be read
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	ModelEntry entry(String source) throws IOException {
		return this.directory.entry(source);
	}

}
