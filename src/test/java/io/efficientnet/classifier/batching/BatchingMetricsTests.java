package io.efficientnet.classifier.batching;

import java.time.Duration;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchingMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final BatchingMetrics metrics = new BatchingMetrics(this.registry);

	@Test
	void countsRefusalsByReasonFromZero() {
		this.metrics.refused(Refusal.DEADLINE);

		assertThat(rejections("queue-full")).isZero();
		assertThat(rejections("deadline")).isEqualTo(1);
		assertThat(rejections("memory")).isZero();
	}

	@Test
	void showsHowFullTheServerIs() {
		Admission admission = new Admission(7, 1, new MemoryBudget(1024), System::nanoTime, this.metrics::refused);
		this.metrics.watch(admission);

		admission.admit("a", 3, Deadline.after(Duration.ofMinutes(1)));

		assertThat(this.registry.get("classifier.queue.size").gauge().value()).isEqualTo(3);
		assertThat(this.registry.get("classifier.queue.capacity").gauge().value()).isEqualTo(7);
	}

	private double rejections(String reason) {
		return this.registry.get("classifier.rejections").tag("reason", reason).counter().count();
	}

}
