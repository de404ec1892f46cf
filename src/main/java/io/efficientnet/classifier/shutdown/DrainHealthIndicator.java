package io.efficientnet.classifier.shutdown;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Out of service once the process is told to stop. Spring's readiness state alone may
 * turn back when the signal comes at the end of the start.
 */
final class DrainHealthIndicator extends AbstractHealthIndicator {

	private final Drain drain;

	DrainHealthIndicator(Drain drain) {
		super("It cannot be told whether the server is stopping");
		this.drain = drain;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.drain.isStopping()) {
			builder.outOfService();
		}
		else {
			builder.up();
		}
	}

}
