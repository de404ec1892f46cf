package io.efficientnet.classifier.security;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(SecurityConfiguration.class);

	@Bean
	AccessPolicy accessPolicy(SecurityProperties properties) {
		AccessPolicy policy = new AccessPolicy(properties.apiKeys(), properties.openMetrics());
		if (policy.needsKeys()) {
			logger.info("Requests need one of {} API keys; only probes{} do not", properties.apiKeys().size(),
					properties.openMetrics() ? " and scrapes" : "");
		}
		else if (properties.required()) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"classifier.security.api-keys is empty, and classifier.security.required asks for keys. Set it to the "
							+ "hash of a key, as 'bin/classifier keys create' prints it.");
		}
		else {
			logger.info("No API keys are configured (classifier.security.api-keys): "
					+ "whoever reaches the ports may use them");
		}
		return policy;
	}

}
