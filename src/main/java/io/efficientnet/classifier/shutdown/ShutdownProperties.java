package io.efficientnet.classifier.shutdown;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the end of the process may take: settle, then drain. Whoever stops it must
 * allow for both.
 *
 * @param settle time after the signal in which requests are still taken, while load
 * balancers learn that the server is not ready
 * @param drain longest time for the requests under way after that
 */
@ConfigurationProperties("classifier.shutdown")
record ShutdownProperties(@DefaultValue("5s") Duration settle, @DefaultValue("20s") Duration drain) {

	private static final Duration LONGEST = Duration.ofMinutes(10);

	// Requests sent just before the end of the settle time are still on their way then
	private static final Duration LONGEST_STRAGGLING = Duration.ofMillis(500);

	ShutdownProperties {
		requireInRange("settle", settle);
		requireInRange("drain", drain);
	}

	/**
	 * How long requests are taken after the signal.
	 * @return the settle time and a little more
	 */
	Duration open() {
		return this.settle.plus((this.settle.compareTo(LONGEST_STRAGGLING) < 0) ? this.settle : LONGEST_STRAGGLING);
	}

	private static void requireInRange(String name, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("classifier.shutdown." + name + " must be 0s to 10m");
		}
	}

}
