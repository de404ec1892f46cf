package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;

/**
 * What all executors are compared on.
 *
 * @param model the network
 * @param threads threads of one run
 * @param batch images of one run
 */
record BenchSetting(VerifiedModel model, int threads, int batch) {

	String modelId() {
		return this.model.descriptor().id().value();
	}

	Shape inputShape() {
		int side = this.model.descriptor().preprocessing().crop();
		return Shape.of(this.batch, 3, side, side);
	}

}
