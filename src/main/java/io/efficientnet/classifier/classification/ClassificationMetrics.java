package io.efficientnet.classifier.classification;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.observability.Meters;
import io.efficientnet.classifier.observability.ModelMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Where the time of images goes, how large they are, how sure the answers, and which have
 * none.
 */
final class ClassificationMetrics {

	private static final double[] PIXEL_BUCKETS = { 1e4, 1e5, 2.5e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7 };

	private static final double[] CONFIDENCE_BUCKETS = { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1 };

	private final MeterRegistry registry;

	private final Map<FailureKind, Counter> drops = new EnumMap<>(FailureKind.class);

	private final Timer decode;

	private final Timer resize;

	private final Timer queue;

	private final Timer inference;

	private final DistributionSummary pixels;

	private final ModelMeters<ModelId, DistributionSummary> confidences;

	ClassificationMetrics(MeterRegistry registry, InferenceService models) {
		this.registry = registry;
		this.confidences = new ModelMeters<>(registry);
		this.drops.put(FailureKind.DEADLINE_EXCEEDED, drop("deadline", registry));
		this.drops.put(FailureKind.CLIENT_GONE, drop("cancelled", registry));
		this.decode = Meters.stage("decode").register(registry);
		this.resize = Meters.stage("resize").register(registry);
		this.queue = Meters.stage("queue").register(registry);
		this.inference = Meters.stage("inference").register(registry);
		this.pixels = DistributionSummary.builder("classifier.image.pixels")
			.description("Size of images before resize")
			.baseUnit("pixels")
			.serviceLevelObjectives(PIXEL_BUCKETS)
			.register(registry);
		models.forEachModel((model) -> this.confidences.put(model, confidence(model)));
	}

	/**
	 * Counts an image that has no answer, if it was given up.
	 * @param kind of the failure
	 */
	void failed(FailureKind kind) {
		Counter counter = this.drops.get(kind);
		if (counter != null) {
			counter.increment();
		}
	}

	void classified(Classification answer) {
		Timings timings = answer.timings();
		this.decode.record(timings.decode(), TimeUnit.NANOSECONDS);
		this.resize.record(timings.resize(), TimeUnit.NANOSECONDS);
		this.queue.record(timings.queue(), TimeUnit.NANOSECONDS);
		this.inference.record(timings.inference(), TimeUnit.NANOSECONDS);
		this.pixels.record((double) answer.image().width() * answer.image().height());
		DistributionSummary confidence = this.confidences.find(answer.model());
		if (confidence != null) {
			confidence.record(answer.predictions().getFirst().probability());
		}
	}

	private DistributionSummary confidence(ModelId model) {
		return DistributionSummary.builder("classifier.confidence")
			.description("Probability of the first prediction")
			.serviceLevelObjectives(CONFIDENCE_BUCKETS)
			.tag("model", model.value())
			.register(this.registry);
	}

	private static Counter drop(String reason, MeterRegistry registry) {
		return Counter.builder("classifier.drops")
			.description("Images that were given up after they were admitted")
			.tag("reason", reason)
			.register(registry);
	}

}
