package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.model.ModelId;
import org.springframework.context.SmartLifecycle;

/**
 * Loads the models before the ports open, and stops inference after they closed.
 */
final class ModelLoading implements SmartLifecycle {

	private final InferenceService inference;

	private final List<ModelId> preload;

	private volatile boolean running;

	ModelLoading(InferenceService inference, List<ModelId> preload) {
		this.inference = inference;
		this.preload = preload;
	}

	@Override
	public void start() {
		this.inference.preload(this.preload);
		Thread.ofPlatform().name("model-check").daemon().start(this.inference::verifyUnloaded);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
