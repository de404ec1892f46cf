package io.efficientnet.classifier.shutdown;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ShutdownPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class);

	@Test
	void hasTheDocumentedDefaults() {
		this.runner.run((context) -> assertThat(context.getBean(ShutdownProperties.class))
			.isEqualTo(new ShutdownProperties(Duration.ofSeconds(5), Duration.ofSeconds(20))));
	}

	@Test
	void bindsBothTimes() {
		this.runner.withPropertyValues("classifier.shutdown.settle=0s", "classifier.shutdown.drain=10m")
			.run((context) -> assertThat(context.getBean(ShutdownProperties.class))
				.isEqualTo(new ShutdownProperties(Duration.ZERO, Duration.ofMinutes(10))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "settle", "drain" })
	void refusesTimesThatAreNone(String name) {
		for (String value : new String[] { "-1s", "11m" }) {
			this.runner.withPropertyValues("classifier.shutdown." + name + "=" + value)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessage("classifier.shutdown." + name + " must be 0s to 10m"));
		}
	}

	@EnableConfigurationProperties(ShutdownProperties.class)
	static class Properties {

	}

}
