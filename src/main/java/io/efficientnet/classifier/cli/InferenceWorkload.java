package io.efficientnet.classifier.cli;

import java.util.Set;
import java.util.SplittableRandom;

import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.tensor.Tensor;

/** Normalised pixels to logits, on noise that is the same in every process. */
final class InferenceWorkload implements Workload {

	// About the range of normalised pixels
	private static final float RANGE = 2;

	private final Tensor images;

	InferenceWorkload(BenchSetting setting) {
		this.images = Tensor.allocate(setting.inputShape());
		SplittableRandom noise = new SplittableRandom(0);
		for (int i = 0; i < this.images.data().limit(); i++) {
			this.images.data().put(i, (float) noise.nextDouble(-RANGE, RANGE));
		}
	}

	@Override
	public Runnable on(InferenceBackend backend) {
		return () -> backend.infer(this.images, Set.of());
	}

}
