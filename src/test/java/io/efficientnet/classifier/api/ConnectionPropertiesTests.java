package io.efficientnet.classifier.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class);

	@Test
	void hasTheDocumentedDefaults() {
		this.runner.run((context) -> assertThat(context.getBean(ConnectionProperties.class))
			.isEqualTo(new ConnectionProperties(Duration.ofSeconds(10), DataSize.ofKilobytes(1))));
	}

	@Test
	void bindsBothLimits() {
		this.runner.withPropertyValues("classifier.limits.headers=1s", "classifier.limits.upload-rate=0B")
			.run((context) -> assertThat(context.getBean(ConnectionProperties.class))
				.isEqualTo(new ConnectionProperties(Duration.ofSeconds(1), DataSize.ofBytes(0))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers=0s", "headers=-1s", "headers=25h", "upload-rate=-1B" })
	void refusesToStartWithALimitThatIsNone(String limit) {
		this.runner.withPropertyValues("classifier.limits." + limit)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("classifier.limits." + limit.substring(0, limit.indexOf('=')) + " must"));
	}

	@EnableConfigurationProperties(ConnectionProperties.class)
	static class Properties {

	}

}
