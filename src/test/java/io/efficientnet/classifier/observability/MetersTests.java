package io.efficientnet.classifier.observability;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void bucketsLatenciesFromAQuarterMillisecondToTenSeconds() {
		Timer timer = Meters.latency("classifier.example", "An example").register(this.registry);

		assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
			.map((bucket) -> bucket.bucket(TimeUnit.MICROSECONDS))).hasSize(15)
			.startsWith(250.0)
			.endsWith(1e7)
			.isSorted();
	}

	@Test
	void countsALatencyInTheBucketsAboveIt() {
		Timer timer = Meters.latency("classifier.example", "An example").register(this.registry);

		timer.record(3, TimeUnit.MILLISECONDS);

		assertThat(timer.takeSnapshot().histogramCounts()).filteredOn((bucket) -> bucket.count() == 1)
			.extracting((CountAtBucket bucket) -> bucket.bucket(TimeUnit.MILLISECONDS))
			.startsWith(5.0)
			.hasSize(11);
	}

	@Test
	void tellsStagesApartByTag() {
		Meters.stage("decode").register(this.registry);
		Meters.stage("resize").register(this.registry);

		assertThat(this.registry.get("classifier.stage").timers()).extracting((timer) -> timer.getId().getTag("stage"))
			.containsExactlyInAnyOrder("decode", "resize");
		assertThat(this.registry.get("classifier.stage").timers())
			.allSatisfy((timer) -> assertThat(timer.getId().getDescription()).isNotBlank());
	}

}
