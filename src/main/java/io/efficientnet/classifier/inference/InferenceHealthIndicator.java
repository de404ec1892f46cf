package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.model.ModelId;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up where the default model is ready and its last run did not fail for good. Details
 * name executor and reasons for each model that was loaded. Answers from what is known:
 * being asked while a model is at fault has it run again in the background, once in a
 * while.
 */
final class InferenceHealthIndicator extends AbstractHealthIndicator {

	static final Duration BETWEEN_RETESTS = Duration.ofSeconds(2);

	private final InferenceService inference;

	private final Executor background;

	private final LongSupplier nanoClock;

	private final AtomicLong nextRetest;

	InferenceHealthIndicator(InferenceService inference) {
		this(inference, Thread::startVirtualThread, System::nanoTime);
	}

	InferenceHealthIndicator(InferenceService inference, Executor background, LongSupplier nanoClock) {
		super("The state of the models cannot be read");
		this.inference = inference;
		this.background = background;
		this.nanoClock = nanoClock;
		this.nextRetest = new AtomicLong(nanoClock.getAsLong());
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.down();
		for (ModelReport report : this.inference.reports()) {
			if (report.isDefault() && report.state() == ModelState.READY) {
				if (report.reason() == null) {
					builder.up();
				}
				else {
					retest(report.id());
				}
			}
			if (report.state() != ModelState.UNLOADED) {
				builder.withDetail(report.id().value(), detail(report));
			}
		}
	}

	private void retest(ModelId id) {
		long now = this.nanoClock.getAsLong();
		long next = this.nextRetest.get();
		if (now - next >= 0 && this.nextRetest.compareAndSet(next, now + BETWEEN_RETESTS.toNanos())) {
			this.background.execute(() -> this.inference.retest(id));
		}
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
