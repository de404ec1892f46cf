package io.efficientnet.classifier.classification;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.inference.InferenceMocks;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ClassificationMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ClassificationMetrics metrics = new ClassificationMetrics(this.registry,
			InferenceMocks.serving("b0", "b1"));

	@Test
	void showsAllSeriesAtZeroFromTheStart() {
		assertThat(this.registry.get("classifier.stage").timers()).extracting((timer) -> timer.getId().getTag("stage"))
			.containsExactlyInAnyOrder("decode", "resize", "queue", "inference");
		assertThat(this.registry.get("classifier.stage").timers()).extracting(Timer::count).containsOnly(0L);
		assertThat(this.registry.get("classifier.confidence").summaries())
			.extracting((summary) -> summary.getId().getTag("model"))
			.containsExactlyInAnyOrder("b0", "b1");
		assertThat(this.registry.get("classifier.image.pixels").summary().count()).isZero();
	}

	@Test
	void hasExplicitBuckets() {
		assertThat(this.registry.getMeters()).filteredOn((meter) -> meter instanceof HistogramSupport)
			.hasSize(7)
			.allSatisfy(
					(meter) -> assertThat(((HistogramSupport) meter).takeSnapshot().histogramCounts()).isNotEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "decode, 1", "resize, 2", "queue, 3", "inference, 4" })
	void recordsTheTimeOfEachStage(String stage, double milliseconds) {
		this.metrics.classified(ClassificationFixtures.answer("b0", 0.5f));

		Timer timer = this.registry.get("classifier.stage").tag("stage", stage).timer();
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(milliseconds);
	}

	@Test
	void recordsSizeAndConfidence() {
		this.metrics.classified(ClassificationFixtures.answer("b1", 0.75f));

		assertThat(this.registry.get("classifier.image.pixels").summary().totalAmount()).isEqualTo(120_000);
		assertThat(this.registry.get("classifier.confidence").tag("model", "b1").summary().totalAmount())
			.isEqualTo(0.75);
		assertThat(this.registry.get("classifier.confidence").tag("model", "b0").summary().count()).isZero();
	}

	@Test
	void putsFullConfidenceIntoTheLastBucket() {
		this.metrics.classified(ClassificationFixtures.answer("b0", 1));

		assertThat(Arrays
			.stream(this.registry.get("classifier.confidence")
				.tag("model", "b0")
				.summary()
				.takeSnapshot()
				.histogramCounts())
			.filter((bucket) -> bucket.count() == 1)).singleElement()
			.satisfies((bucket) -> assertThat(bucket.bucket()).isEqualTo(1));
	}

	@Test
	void makesNoSeriesForAModelThatItDoesNotKnow() {
		assertThatNoException()
			.isThrownBy(() -> this.metrics.classified(ClassificationFixtures.answer("stranger", 0.5f)));

		assertThat(this.registry.get("classifier.confidence").summaries()).hasSize(2);
	}

	@Test
	void makesNoSeriesForAModelThatWasRemoved() {
		this.registry.get("classifier.confidence").tag("model", "b1").meters().forEach(this.registry::remove);

		this.metrics.classified(ClassificationFixtures.answer("b1", 0.5f));

		assertThat(this.registry.find("classifier.confidence").tag("model", "b1").summaries()).isEmpty();
	}

}
