package io.efficientnet.classifier.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class UploadPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(ApiConfiguration.class);

	@Test
	void hasTheDocumentedDefaults() {
		this.runner.run((context) -> assertThat(context.getBean(UploadProperties.class)).isEqualTo(
				new UploadProperties(DataSize.ofMegabytes(16), DataSize.ofMegabytes(64), 64, Duration.ofSeconds(10))));
	}

	@Test
	void bindsEveryLimit() {
		this.runner
			.withPropertyValues("classifier.limits.upload=1KB", "classifier.limits.request=2KB",
					"classifier.limits.images-per-request=3", "classifier.limits.timeout=250ms")
			.run((context) -> assertThat(context.getBean(UploadProperties.class)).isEqualTo(
					new UploadProperties(DataSize.ofKilobytes(1), DataSize.ofKilobytes(2), 3, Duration.ofMillis(250))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "upload=0B", "upload=-1B", "upload=2GB", "upload=big", "request=0B", "request=-1B",
			"images-per-request=0", "images-per-request=1025", "timeout=0s", "timeout=-1s", "timeout=25h",
			"timeout=soon" })
	void refusesToStartWithALimitThatIsNone(String limit) {
		this.runner.withPropertyValues("classifier.limits." + limit).run((context) -> assertThat(context).hasFailed());
	}

}
