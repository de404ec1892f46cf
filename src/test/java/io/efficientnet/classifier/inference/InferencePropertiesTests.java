package io.efficientnet.classifier.inference;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class InferencePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class);

	@Test
	void haveTheDocumentedDefaults() {
		this.runner.run((context) -> assertThat(context.getBean(InferenceProperties.class))
			.isEqualTo(new InferenceProperties(ExecutorChoice.AUTO, 0, true)));
	}

	@Test
	void bind() {
		this.runner
			.withPropertyValues("classifier.inference.executor=cuda", "classifier.inference.threads=3",
					"classifier.inference.fallback=false")
			.run((context) -> assertThat(context.getBean(InferenceProperties.class))
				.isEqualTo(new InferenceProperties(ExecutorChoice.CUDA, 3, false)));
	}

	@Test
	void refuseWhatMakesNoSense() {
		this.runner.withPropertyValues("classifier.inference.threads=-1")
			.run((context) -> assertThat(context).hasFailed());
		this.runner.withPropertyValues("classifier.inference.executor=tpu")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void useOneThreadPerCoreUnlessTold() {
		assertThat(new InferenceProperties(ExecutorChoice.AUTO, 0, true).effectiveThreads())
			.isEqualTo(Runtime.getRuntime().availableProcessors());
		assertThat(new InferenceProperties(ExecutorChoice.AUTO, 3, true).effectiveThreads()).isEqualTo(3);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(InferenceProperties.class)
	static class Properties {

	}

}
