package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InferenceProperties.class)
class InferenceConfiguration {

	@Bean
	InferenceService inferenceService(ModelCatalog catalog, ModelProperties models, InferenceProperties properties,
			BatchingProperties batching, Admission admission, MeterRegistry registry) {
		int threads = properties.effectiveThreads();
		List<BackendFactory> factories = BackendFactories.all(threads, batching.maxSize(),
				() -> admission.underWay() >= threads);
		return new InferenceService(catalog, models.defaultModel(), factories, properties,
				ModelMemory.of(models.memory()), batching, new InferenceMetrics(registry), new BatchMetrics(registry));
	}

	@Bean
	ModelLoading modelLoading(InferenceService inference, ModelProperties models) {
		return new ModelLoading(inference, models.preload());
	}

	@Bean
	@DependsOn("modelLoading")
	ModelWatch modelWatch(InferenceService inference, ModelCatalog catalog, ModelProperties models) {
		return new ModelWatch(inference.shelf(), catalog, models.poll());
	}

	@Bean
	ModelsEndpoint modelsEndpoint(InferenceService inference, ModelWatch watch) {
		return new ModelsEndpoint(inference, watch);
	}

	@Bean
	InferenceHealthIndicator inferenceHealthIndicator(InferenceService inference) {
		return new InferenceHealthIndicator(inference);
	}

}
