package io.efficientnet.classifier.batching;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How full the server is and what it refuses. */
final class BatchingMetrics {

	private final MeterRegistry registry;

	BatchingMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (Refusal refusal : Refusal.values()) {
			rejections(refusal);
		}
	}

	void refused(Refusal refusal) {
		rejections(refusal).increment();
	}

	void watch(Admission admission) {
		Gauge.builder("classifier.queue.size", admission::underWay)
			.description("Images between admission and answer")
			.baseUnit("images")
			.register(this.registry);
		Gauge.builder("classifier.queue.capacity", admission::capacity)
			.description("Images that may be between admission and answer")
			.baseUnit("images")
			.register(this.registry);
	}

	private Counter rejections(Refusal refusal) {
		return Counter.builder("classifier.rejections")
			.description("Requests refused before any work")
			.tag("reason", refusal.id())
			.register(this.registry);
	}

}
