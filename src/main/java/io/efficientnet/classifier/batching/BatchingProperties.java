package io.efficientnet.classifier.batching;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How images are grouped and how many may be under way.
 *
 * @param maxSize most images in one run of a network
 * @param maxDelay longest time that an image waits for company while nothing else is
 * computed; 0 computes at once, so that batches grow only while the executor is busy
 * @param queueCapacity images that may be under way; more are refused as overloaded
 */
@ConfigurationProperties("classifier.batching")
public record BatchingProperties(@DefaultValue("16") int maxSize, @DefaultValue("0ms") Duration maxDelay,
		@DefaultValue("256") int queueCapacity) {

	private static final int LARGEST = 256;

	private static final Duration LONGEST = Duration.ofSeconds(10);

	public BatchingProperties {
		if (maxSize < 1 || maxSize > LARGEST) {
			throw new IllegalArgumentException("classifier.batching.max-size must be 1 to " + LARGEST);
		}
		if (maxDelay.isNegative() || maxDelay.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("classifier.batching.max-delay must be 0ms to 10s");
		}
		if (queueCapacity < 1) {
			throw new IllegalArgumentException("classifier.batching.queue-capacity must be at least 1");
		}
	}

}
