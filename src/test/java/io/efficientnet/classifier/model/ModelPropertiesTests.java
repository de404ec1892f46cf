package io.efficientnet.classifier.model;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ModelPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(ModelConfiguration.class);

	@TempDir
	private Path directory;

	@Test
	void servesLite0FromTheWorkingDirectoryByDefault() {
		this.runner.run((context) -> {
			ModelProperties properties = context.getBean(ModelProperties.class);
			assertThat(properties.resolvedDirectory()).isEqualTo(Path.of("models"));
			assertThat(properties.defaultModel()).isEqualTo(new ModelId("efficientnet-lite0"));
			assertThat(properties.preload()).isEmpty();
		});
	}

	@Test
	void bindsModels() {
		this.runner.withPropertyValues("classifier.models.default=b0", "classifier.models.preload=b1, b2")
			.run((context) -> {
				ModelProperties properties = context.getBean(ModelProperties.class);
				assertThat(properties.defaultModel()).isEqualTo(new ModelId("b0"));
				assertThat(properties.preload()).containsExactly(new ModelId("b1"), new ModelId("b2"));
			});
	}

	@Test
	void looksForChangesEveryTenSecondsAndSharesMemoryByItself() {
		this.runner.run((context) -> {
			ModelProperties properties = context.getBean(ModelProperties.class);
			assertThat(properties.poll()).hasSeconds(10);
			assertThat(properties.memory().toBytes()).isZero();
		});
	}

	@Test
	void readsTheCatalogOfTheDirectory() throws Exception {
		ModelFixtures.write(this.directory, "b0");

		this.runner.withPropertyValues("classifier.models.directory=" + this.directory)
			.run((context) -> assertThat(context.getBean(ModelCatalog.class).find("b0")).isNotNull());
	}

	@Test
	void looksARelativeDirectoryUpFromHome() throws Exception {
		ModelFixtures.write(this.directory.resolve("mine"), "b0");

		this.runner.withPropertyValues("classifier.models.home=" + this.directory, "classifier.models.directory=mine")
			.run((context) -> assertThat(context.getBean(ModelCatalog.class).find("b0")).isNotNull());
	}

	/** The test class path has a folder of this name. */
	@Test
	void looksForTheDirectoryOnDiskOnly() {
		this.runner.withPropertyValues("classifier.models.directory=golden")
			.run((context) -> assertThat(context.getBean(ModelProperties.class).resolvedDirectory())
				.isEqualTo(Path.of("golden")));
	}

	@Test
	void startsWithoutTheDirectory() {
		this.runner.withPropertyValues("classifier.models.directory=" + this.directory.resolve("missing"))
			.run((context) -> assertThat(context.getBean(ModelCatalog.class).entries()).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "classifier.models.default=../b0", "classifier.models.default=",
			"classifier.models.preload=b0,B1", "classifier.models.memory=-1", "classifier.models.poll=-1s" })
	void refusesToStartWithValuesThatMeanNothing(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasFailed());
	}

}
