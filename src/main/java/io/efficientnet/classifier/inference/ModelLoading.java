package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.model.ModelId;
import org.springframework.beans.factory.InitializingBean;

/** Loads the models before the ports open. */
final class ModelLoading implements InitializingBean {

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

}
