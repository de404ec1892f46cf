package io.efficientnet.classifier.classification;

import io.efficientnet.classifier.batching.Admission;
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
			Admission admission, MeterRegistry registry) {
		int cores = Runtime.getRuntime().availableProcessors();
		return new ClassificationService(preprocessor, inference, admission,
				new WorkerPool("decode", cores, admission.capacity()), new ClassificationMetrics(registry, inference));
	}

	@Bean
	ClassificationWarmUp classificationWarmUp(ClassificationService classification) {
		return new ClassificationWarmUp(classification);
	}

}
