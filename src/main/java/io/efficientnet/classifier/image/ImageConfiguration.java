package io.efficientnet.classifier.image;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitsProperties.class)
class ImageConfiguration {

	@Bean
	ImagePreprocessor imagePreprocessor(LimitsProperties limits) {
		return new ImagePreprocessor(limits.pixelLimit());
	}

}
