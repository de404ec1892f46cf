package io.efficientnet.classifier.api;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How slow a caller may be.
 *
 * @param headers longest time from the first byte of a request to the end of its headers
 * @param uploadRate fewest bytes per second that a body may come with, after its first
 * three seconds; 0B for no limit
 */
@ConfigurationProperties("classifier.limits")
record ConnectionProperties(@DefaultValue("10s") Duration headers, @DefaultValue("1KB") DataSize uploadRate) {

	private static final Duration LONGEST = Duration.ofDays(1);

	ConnectionProperties {
		if (headers.isNegative() || headers.isZero() || headers.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("classifier.limits.headers must be positive and at most a day");
		}
		if (uploadRate.isNegative()) {
			throw new IllegalArgumentException("classifier.limits.upload-rate must not be negative");
		}
	}

}
