package io.efficientnet.classifier.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitsProperties.class)
class ImageConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ImageConfiguration.class);

	@Bean
	ImagePreprocessor imagePreprocessor(LimitsProperties limits) {
		if (TurboJpeg.installed() != null) {
			logger.info("JPEG is decoded by libjpeg-turbo");
		}
		else {
			logger.info("JPEG is decoded by the JDK; where libjpeg-turbo is installed, it is faster");
		}
		return new ImagePreprocessor(limits.pixelLimit());
	}

}
