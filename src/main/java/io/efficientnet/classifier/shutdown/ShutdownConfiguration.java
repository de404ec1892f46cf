package io.efficientnet.classifier.shutdown;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShutdownProperties.class)
class ShutdownConfiguration {

	@Bean
	Drain drain(ShutdownProperties limits, Door door) {
		return new Drain(limits, door, Thread::sleep);
	}

	@Bean
	DrainHealthIndicator drainHealthIndicator(Drain drain) {
		return new DrainHealthIndicator(drain);
	}

}
