package io.efficientnet.classifier.batching;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class BatchingPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(BatchingConfiguration.class);

	@Test
	void lets256ImagesWaitByDefault() {
		this.runner
			.run((context) -> assertThat(context.getBean(BatchingProperties.class).queueCapacity()).isEqualTo(256));
	}

	@Test
	void bindsTheCapacity() {
		this.runner.withPropertyValues("classifier.batching.queue-capacity=7")
			.run((context) -> assertThat(context.getBean(BatchingProperties.class).queueCapacity()).isEqualTo(7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "many" })
	void refusesToStartWithoutRoomForAnImage(String capacity) {
		this.runner.withPropertyValues("classifier.batching.queue-capacity=" + capacity)
			.run((context) -> assertThat(context).hasFailed());
	}

}
