package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the models are. */
final class DirectoryOption {

	@Option(names = "--directory", paramLabel = "DIR",
			description = "Folder that holds one folder per model (default: classifier.models.directory).")
	private @Nullable Path directory;

	@Option(names = "--classifier.models.directory", hidden = true,
			defaultValue = "${sys:classifier.models.directory:-${env:CLASSIFIER_MODELS_DIRECTORY:-models}}")
	@SuppressWarnings("NullAway.Init") // has a default value
	private Path configured;

	@Option(names = "--classifier.models.home", hidden = true,
			defaultValue = "${sys:classifier.models.home:-${env:CLASSIFIER_MODELS_HOME:-}}")
	@SuppressWarnings("NullAway.Init") // has a default value
	private Path home;

	@Option(names = "--classifier.models.default", hidden = true,
			defaultValue = "${sys:classifier.models.default:-${env:CLASSIFIER_MODELS_DEFAULT:-efficientnet-lite0}}")
	@SuppressWarnings("NullAway.Init") // has a default value
	private String defaultModel;

	/**
	 * What is told of a model that no server has loaded.
	 * @param entry from the catalogue
	 * @return its report, after checking its files
	 */
	ModelReport report(ModelEntry entry) {
		return ModelReport.verified(entry, isDefault(entry));
	}

	/**
	 * What a server on this machine would tell of a model.
	 * @param entry from the catalogue
	 * @param inspection loads it
	 * @return its report, after checking its files
	 */
	ModelReport report(ModelEntry entry, ModelInspection inspection) {
		return inspection.inspect(entry, isDefault(entry));
	}

	/**
	 * The directory of the option, else of the configuration.
	 * @return a path, perhaps of a directory that does not exist
	 */
	Path path() {
		return (this.directory != null) ? this.directory : this.home.resolve(this.configured);
	}

	ModelCatalog catalog() throws IOException {
		return ModelCatalog.read(path());
	}

	/**
	 * A model of the directory.
	 * @param id name of the model
	 * @return its entry, perhaps at fault
	 * @throws IOException if the directory cannot be read
	 * @throws ServiceException {@code UNKNOWN_MODEL} if there is none
	 */
	ModelEntry entry(String id) throws IOException {
		ModelEntry entry = catalog().find(id);
		if (entry == null) {
			throw new ServiceException(FailureKind.UNKNOWN_MODEL,
					"No model " + id + " in this directory; 'models list' names those there are");
		}
		return entry;
	}

	/**
	 * Models whose files fit their descriptions.
	 * @param ids names of the models; none for the default one
	 * @return each once, in that order
	 * @throws IOException if the directory cannot be read
	 * @throws ServiceException of the first model that is not there or does not fit
	 */
	List<VerifiedModel> verified(List<String> ids) throws IOException {
		List<VerifiedModel> models = new ArrayList<>();
		for (String id : ids.isEmpty() ? List.of(this.defaultModel) : ids.stream().distinct().toList()) {
			models.add(entry(id).verify());
		}
		return models;
	}

	/**
	 * The catalogue of a directory that models will be written to.
	 * @return the catalogue, the directory made if it was not there
	 * @throws IOException if it cannot be made or read
	 */
	ModelCatalog writableCatalog() throws IOException {
		Files.createDirectories(path());
		return catalog();
	}

	/**
	 * Labels of ImageNet to take along with a model, where the directory has none.
	 * @return the CSV file that this program comes with; null if the directory has labels
	 * or the file is not there
	 */
	@Nullable Path missingLabels() {
		Path shipped = this.home.resolve("models/labels/imagenet.csv");
		boolean missing = Files.notExists(path().resolve("labels/imagenet.csv"));
		return (missing && Files.isRegularFile(shipped)) ? shipped : null;
	}

	private boolean isDefault(ModelEntry entry) {
		return entry.id().value().equals(this.defaultModel);
	}

}
