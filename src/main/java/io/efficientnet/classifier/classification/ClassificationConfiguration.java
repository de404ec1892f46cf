package io.efficientnet.classifier.classification;

import io.efficientnet.classifier.batching.BatchingProperties;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.inference.InferenceService;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClassificationConfiguration {

	@Bean
	ClassificationService classificationService(ImagePreprocessor preprocessor, InferenceService inference,
			BatchingProperties batching, MeterRegistry registry) {
		int cores = Runtime.getRuntime().availableProcessors();
		return new ClassificationService(preprocessor, inference,
				new WorkerPool("decode", cores, batching.queueCapacity()),
				new ClassificationMetrics(registry, inference));
	}

	@Bean
	ClassificationWarmUp classificationWarmUp(ClassificationService classification) {
		return new ClassificationWarmUp(classification);
	}

}
