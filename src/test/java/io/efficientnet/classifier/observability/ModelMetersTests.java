package io.efficientnet.classifier.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ModelMeters<String, Counter> meters = new ModelMeters<>(this.registry);

	@Test
	void findsMetersUntilTheyAreRemoved() {
		Counter first = this.registry.counter("runs", "model", "a");
		Counter second = this.registry.counter("runs", "model", "b");
		this.meters.put("a", first);
		this.meters.put("b", second);

		this.registry.remove(first);

		assertThat(this.meters.find("a")).isNull();
		assertThat(this.meters.find("b")).isSameAs(second);
		assertThat(this.meters.find("c")).isNull();
	}

	@Test
	void findsTheMeterOfAModelThatCameBack() {
		this.meters.put("a", this.registry.counter("runs", "model", "a"));
		this.registry.remove(this.registry.counter("runs", "model", "a"));
		Counter again = this.registry.counter("runs", "model", "a");

		this.meters.put("a", again);

		assertThat(this.meters.find("a")).isSameAs(again);
	}

}
