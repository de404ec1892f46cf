package io.efficientnet.classifier.inference;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What computes the logits.
 *
 * @param executor auto takes the first executor that works; a named one is the only one,
 * and the server refuses to start without it
 * @param threads threads of one inference on the CPU; 0 means one per core
 * @param fallback whether an executor that fails while serving is replaced by the next
 * one
 */
@Validated
@ConfigurationProperties("classifier.inference")
public record InferenceProperties(@DefaultValue("auto") ExecutorChoice executor, @DefaultValue("0") @Min(0) int threads,
		@DefaultValue("true") boolean fallback) {

	/**
	 * Threads of one inference.
	 * @return at least 1
	 */
	public int effectiveThreads() {
		return (this.threads > 0) ? this.threads : Runtime.getRuntime().availableProcessors();
	}

}
