package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.network.Activation;
import org.jspecify.annotations.Nullable;

/** An activation becomes part of the layer before it. */
final class LayerActivationRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Activated activated)) {
			return null;
		}
		Step.Convolution convolution = plan.privateProducer(activated.input(), Step.Convolution.class);
		if (convolution != null && convolution.filter().isLinear()) {
			return new Step.Convolution(convolution.name(), convolution.input(), activated.output(),
					convolution.filter().activated(activated.activation()));
		}
		Step.FullyConnected connected = plan.privateProducer(activated.input(), Step.FullyConnected.class);
		if (connected != null && connected.activation().equals(Activation.NONE)) {
			return new Step.FullyConnected(connected.name(), connected.input(), activated.output(), connected.weights(),
					connected.bias(), activated.activation());
		}
		return null;
	}

}
