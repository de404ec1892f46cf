package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.model.ModelId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchMetricsTests {

	private static final ModelId MODEL = new ModelId("a");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final BatchMetrics metrics = new BatchMetrics(this.registry);

	@Test
	void countsImagesAndPadding() {
		this.metrics.register(MODEL);

		this.metrics.ran(MODEL, 3, 1);

		assertThat(this.registry.get("classifier.batch.size").tag("model", "a").summary().totalAmount()).isEqualTo(3);
		assertThat(this.registry.get("classifier.batch.padding").tag("model", "a").counter().count()).isEqualTo(1);
	}

	@Test
	void aRunThatOutlastsItsModelMakesNoSeries() {
		this.metrics.register(MODEL);
		new InferenceMetrics(this.registry).forget(MODEL);

		this.metrics.ran(MODEL, 3, 1);

		assertThat(this.registry.find("classifier.batch.size").summary()).isNull();
		assertThat(this.registry.find("classifier.batch.padding").counter()).isNull();
	}

}
