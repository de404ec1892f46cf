package io.efficientnet.classifier.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * Which models are served.
 *
 * @param home folder that a relative directory is looked up from; empty for the working
 * directory. The launcher sets it
 * @param directory folder that holds one folder per model
 * @param defaultModel model that answers where a request names none
 * @param preload models to load before the server is ready; empty for the default one
 * only
 * @param memory memory that loaded models may take together; 0 for half of what the
 * container has beside the heap. The least recently used one makes room, the default and
 * the preloaded ones stay
 * @param poll how often the directory is looked at for models that came, changed or went;
 * 0 for never, so that they are found only on a POST to the management port
 */
@ConfigurationProperties("classifier.models")
public record ModelProperties(@DefaultValue("") String home, @DefaultValue("models") String directory,
		@Name("default") @DefaultValue("efficientnet-lite0") ModelId defaultModel, @DefaultValue List<ModelId> preload,
		@DefaultValue("0") DataSize memory, @DefaultValue("10s") Duration poll) {

	public ModelProperties {
		if (memory.isNegative()) {
			throw new IllegalArgumentException("classifier.models.memory must not be negative");
		}
		if (poll.isNegative()) {
			throw new IllegalArgumentException("classifier.models.poll must not be negative");
		}
	}

	// Paths are bound as text, since Spring looks for a Path on the class path first.
	Path resolvedDirectory() {
		return Path.of(this.home).resolve(this.directory);
	}

}
