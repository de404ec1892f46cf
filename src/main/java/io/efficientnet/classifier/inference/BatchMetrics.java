package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.observability.ModelMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** How large batches are and what padding costs. */
final class BatchMetrics {

	private static final double[] SIZE_BUCKETS = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };

	private final MeterRegistry registry;

	private final ModelMeters<ModelId, DistributionSummary> sizes;

	private final ModelMeters<ModelId, Counter> paddings;

	BatchMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.sizes = new ModelMeters<>(registry);
		this.paddings = new ModelMeters<>(registry);
	}

	/**
	 * Makes the series of a model.
	 * @param model that appeared
	 */
	void register(ModelId model) {
		this.sizes.put(model, size(model));
		this.paddings.put(model, padding(model));
	}

	/**
	 * Counts a run, unless its model was removed meanwhile.
	 * @param model that ran
	 * @param images without padding
	 * @param padded images computed for nobody
	 */
	void ran(ModelId model, int images, int padded) {
		DistributionSummary size = this.sizes.find(model);
		Counter padding = this.paddings.find(model);
		if (size != null && padding != null) {
			size.record(images);
			padding.increment(padded);
		}
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
