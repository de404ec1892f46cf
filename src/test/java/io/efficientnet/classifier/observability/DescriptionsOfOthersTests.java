package io.efficientnet.classifier.observability;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DescriptionsOfOthersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void filter() {
		this.registry.config().meterFilter(new DescriptionsOfOthers());
	}

	@Test
	void describesWhatHasNoDescription() {
		Timer timer = Timer.builder("http.server.requests").tag("uri", "/v1/classify").register(this.registry);

		assertThat(timer.getId().getDescription()).isEqualTo("HTTP requests, by route and status");
		assertThat(timer.getId().getTag("uri")).isEqualTo("/v1/classify");
	}

	@Test
	void leavesDescriptionsAlone() {
		Timer timer = Timer.builder("http.server.requests").description("theirs").register(this.registry);

		assertThat(timer.getId().getDescription()).isEqualTo("theirs");
	}

	@Test
	void leavesOtherMetersAlone() {
		assertThat(this.registry.counter("other").getId().getDescription()).isNull();
	}

}
