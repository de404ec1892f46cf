package io.efficientnet.classifier.inference;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What computes the logits.
 *
 * @param executor auto takes cuda where it works, else the faster of cpu and java as
 * measured when a model is loaded, for those loaded at the start once the server is
 * ready; a named one is the only one, and the server refuses to start without it
 * @param threads threads of one inference on the CPU; 0 means one per core. As many
 * inferences as there are cores may overlap
 * @param fallback whether an executor that fails while serving is replaced by the next
 * one
 */
@ConfigurationProperties("classifier.inference")
public record InferenceProperties(@DefaultValue("auto") ExecutorChoice executor, @DefaultValue("0") int threads,
		@DefaultValue("true") boolean fallback) {

	public InferenceProperties {
		if (threads < 0) {
			throw new IllegalArgumentException("classifier.inference.threads must not be negative");
		}
	}

	/**
	 * Threads of one inference.
	 * @return at least 1
	 */
	public int effectiveThreads() {
		return (this.threads > 0) ? this.threads : Runtime.getRuntime().availableProcessors();
	}

}
