package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.model.ModelId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** How large batches are and what padding costs. */
final class BatchMetrics {

	private static final double[] SIZE_BUCKETS = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };

	private final MeterRegistry registry;

	BatchMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Makes the series of a model.
	 * @param model that appeared
	 */
	void register(ModelId model) {
		size(model);
		padding(model);
	}

	void ran(ModelId model, int images, int padded) {
		size(model).record(images);
		padding(model).increment(padded);
	}

	private DistributionSummary size(ModelId model) {
		return DistributionSummary.builder("classifier.batch.size")
			.description("Images in one run of a network, without padding")
			.baseUnit("images")
			.serviceLevelObjectives(SIZE_BUCKETS)
			.tag("model", model.value())
			.register(this.registry);
	}

	private Counter padding(ModelId model) {
		return Counter.builder("classifier.batch.padding")
			.description("Images computed for nobody, so that batches have few sizes")
			.baseUnit("images")
			.tag("model", model.value())
			.register(this.registry);
	}

}
