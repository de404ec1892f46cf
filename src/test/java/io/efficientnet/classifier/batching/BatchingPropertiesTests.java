package io.efficientnet.classifier.batching;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class BatchingPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(BatchingConfiguration.class)
		.withBean(SimpleMeterRegistry.class);

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

	@Test
	void computesAtOnceAndUpTo16ImagesTogetherByDefault() {
		this.runner.run((context) -> {
			assertThat(context.getBean(BatchingProperties.class).maxSize()).isEqualTo(16);
			assertThat(context.getBean(BatchingProperties.class).maxDelay()).isZero();
		});
	}

	@ParameterizedTest
	@CsvSource({ "max-size=0, max-size must be 1 to 256", "max-size=257, max-size must be 1 to 256",
			"max-delay=-1ms, max-delay must be 0ms to 10s", "max-delay=11s, max-delay must be 0ms to 10s",
			"queue-capacity=0, queue-capacity must be at least 1" })
	void saysWhatIsAllowed(String property, String message) {
		this.runner.withPropertyValues("classifier.batching." + property)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessage("classifier.batching." + message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "many" })
	void refusesToStartWithoutRoomForAnImage(String capacity) {
		this.runner.withPropertyValues("classifier.batching.queue-capacity=" + capacity)
			.run((context) -> assertThat(context).hasFailed());
	}

}
