package io.efficientnet.classifier.observability;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

	@Bean
	StageSpans stageSpans(ObjectProvider<Tracer> tracer) {
		return new StageSpans(tracer.getIfAvailable(() -> Tracer.NOOP));
	}

	@Bean
	MeterFilter descriptions() {
		return new DescriptionsOfOthers();
	}

}
