package io.efficientnet.classifier.batching;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BatchingProperties.class)
class BatchingConfiguration {

	@Bean
	Admission admission(BatchingProperties properties, MeterRegistry registry) {
		BatchingMetrics metrics = new BatchingMetrics(registry);
		Admission admission = new Admission(properties.queueCapacity(), Runtime.getRuntime().availableProcessors(),
				MemoryBudget.ofHeap(), System::nanoTime, metrics::refused);
		metrics.watch(admission);
		return admission;
	}

}
