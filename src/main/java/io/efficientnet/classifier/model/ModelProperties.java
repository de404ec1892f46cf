package io.efficientnet.classifier.model;

import java.nio.file.Path;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Which models are served.
 *
 * @param home folder that a relative directory is looked up from; empty for the working
 * directory. The launcher sets it
 * @param directory folder that holds one folder per model
 * @param defaultModel model that answers where a request names none
 * @param preload models to load before the server is ready; empty for the default one
 * only
 */
@ConfigurationProperties("classifier.models")
public record ModelProperties(@DefaultValue("") String home, @DefaultValue("models") String directory,
		@Name("default") @DefaultValue("efficientnet-lite0") ModelId defaultModel,
		@DefaultValue List<ModelId> preload) {

	// Paths are bound as text, since Spring looks for a Path on the class path first.
	Path resolvedDirectory() {
		return Path.of(this.home).resolve(this.directory);
	}

}
