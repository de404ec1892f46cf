package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.batching.WorkerPool;
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
			BatchingProperties batching, MeterRegistry registry) {
		List<BackendFactory> factories = BackendFactories.all(properties.effectiveThreads());
		WorkerPool workers = new WorkerPool("inference", properties.effectiveThreads(), batching.queueCapacity());
		return new InferenceService(catalog, models.defaultModel(), factories, properties,
				ModelMemory.of(models.memory()), workers, new InferenceMetrics(registry));
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
