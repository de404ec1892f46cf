package io.efficientnet.classifier.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ LimitsProperties.class, ImageProperties.class })
class ImageConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ImageConfiguration.class);

	@Bean
	ImagePreprocessor imagePreprocessor(LimitsProperties limits, ImageProperties image) {
		logger.info("JPEG is decoded by {}", (NativeDecoders.INSTALLED.jpeg() != null) ? "libjpeg-turbo"
				: "the JDK; where libjpeg-turbo is installed, it is faster");
		logger.info("WebP is decoded by {}", (NativeDecoders.INSTALLED.webp() != null) ? "libwebp"
				: "TwelveMonkeys; where libwebp is installed, it is exact");
		return new ImagePreprocessor(new DecodeRules(limits.pixelLimit(), limits.decodeTime(),
				image.orientation() == ImageProperties.Use.APPLY, image.draft()));
	}

}
