package io.efficientnet.classifier.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ImageConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(ImageConfiguration.class);

	@Test
	void providesAPreprocessorWithALimitOf50Megapixels() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ImagePreprocessor.class);
			assertThat(context.getBean(LimitsProperties.class).pixelLimit().pixels()).isEqualTo(50_000_000);
		});
	}

	@ParameterizedTest
	@CsvSource({ "1000, 1000", "2MP, 2000000", "12 mp, 12000000" })
	void readsPixelsAndMegapixels(String text, long pixels) {
		this.runner.withPropertyValues("classifier.limits.pixels=" + text)
			.run((context) -> assertThat(context.getBean(LimitsProperties.class).pixelLimit().pixels())
				.isEqualTo(pixels));
	}

	@ParameterizedTest
	@ValueSource(strings = { "many", "-1", "0", "50MB", "600MP", "9999999999" })
	void refusesToStartWithALimitThatIsNone(String text) {
		this.runner.withPropertyValues("classifier.limits.pixels=" + text)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("pixel limit"));
	}

	@Test
	void ignoresOrientationUnlessAskedTo() {
		this.runner.run((context) -> assertThat(context.getBean(ImageProperties.class).orientation())
			.isEqualTo(ImageProperties.Use.IGNORE));
		this.runner.withPropertyValues("classifier.image.orientation=apply")
			.run((context) -> assertThat(context.getBean(ImageProperties.class).orientation())
				.isEqualTo(ImageProperties.Use.APPLY));
	}

	@Test
	void decodesAllPixelsUnlessAskedNotTo() {
		this.runner.run((context) -> assertThat(context.getBean(ImageProperties.class).draft()).isFalse());
		this.runner.withPropertyValues("classifier.image.draft=true")
			.run((context) -> assertThat(context.getBean(ImageProperties.class).draft()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s" })
	void refusesToStartWithoutTimeToDecode(String text) {
		this.runner.withPropertyValues("classifier.limits.decode-time=" + text)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("decode time"));
	}

}
