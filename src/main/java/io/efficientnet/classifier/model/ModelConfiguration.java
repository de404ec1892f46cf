package io.efficientnet.classifier.model;

import java.io.IOException;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ModelConfiguration {

	@Bean
	ModelCatalog modelCatalog(ModelProperties properties) throws IOException {
		return ModelCatalog.read(properties.resolvedDirectory());
	}

}
