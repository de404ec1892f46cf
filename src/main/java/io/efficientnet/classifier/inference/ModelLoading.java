package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.model.ModelId;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Loads the models before the ports open, each on the first executor that works. Whether
 * another one is faster is found out once the server is ready.
 */
final class ModelLoading implements InitializingBean, ApplicationListener<ApplicationReadyEvent> {

	private final InferenceService inference;

	private final List<ModelId> preload;

	ModelLoading(InferenceService inference, List<ModelId> preload) {
		this.inference = inference;
		this.preload = preload;
	}

	@Override
	public void afterPropertiesSet() {
		this.inference.preload(this.preload);
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.inference.start();
	}

}
