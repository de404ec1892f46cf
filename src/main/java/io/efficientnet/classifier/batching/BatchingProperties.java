package io.efficientnet.classifier.batching;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much may be under way.
 *
 * @param queueCapacity images that may be under way; more are refused as overloaded
 */
@ConfigurationProperties("classifier.batching")
public record BatchingProperties(@DefaultValue("256") int queueCapacity) {

	public BatchingProperties {
		if (queueCapacity < 1) {
			throw new IllegalArgumentException("classifier.batching.queue-capacity must be at least 1");
		}
	}

}
