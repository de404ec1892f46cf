package io.efficientnet.classifier.inference;

import java.util.List;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up where the default model is ready and its last run did not fail for good. Details
 * name executor and reasons for each model that was loaded.
 */
final class InferenceHealthIndicator extends AbstractHealthIndicator {

	private final InferenceService inference;

	InferenceHealthIndicator(InferenceService inference) {
		super("The state of the models cannot be read");
		this.inference = inference;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.down();
		for (ModelReport report : this.inference.reports()) {
			if (report.isDefault() && isUsable(report)) {
				builder.up();
			}
			if (report.state() != ModelState.UNLOADED) {
				builder.withDetail(report.id().value(), detail(report));
			}
		}
	}

	private boolean isUsable(ModelReport report) {
		if (report.state() == ModelState.READY && report.reason() != null) {
			this.inference.retest(report.id());
			return this.inference.report(report.id().value()).reason() == null;
		}
		return report.state() == ModelState.READY;
	}

	private static Object detail(ModelReport report) {
		String reason = report.reason();
		return (reason != null) ? new Detail(report.state(), reason)
				: new ServingDetail(report.state(), report.executors());
	}

	record Detail(ModelState state, String reason) {
	}

	record ServingDetail(ModelState state, List<ExecutorStatus> executors) {
	}

}
