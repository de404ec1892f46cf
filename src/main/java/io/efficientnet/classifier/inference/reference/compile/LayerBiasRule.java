package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.operator.Arithmetic;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A constant added to a fully connected layer becomes part of its bias. */
final class LayerBiasRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.is(Arithmetic.Function.ADD) && plain.inputs().size() == 1)) {
			return null;
		}
		Step.FullyConnected layer = plan.privateProducer(plain.inputs().getFirst(), Step.FullyConnected.class);
		Tensor addend = plain.constantOperand(plan);
		if (layer == null || addend == null || !layer.activation().equals(Activation.NONE)
				|| !plan.shape(plain.output()).equals(plan.shape(layer.output()))) {
			return null;
		}
		return new Step.FullyConnected(layer.name(), layer.input(), plain.output(), layer.weights(),
				sum(layer.bias(), addend), Activation.NONE);
	}

	private static Tensor sum(Tensor bias, Tensor addend) {
		float[] sum = bias.toArray();
		for (int i = 0; i < sum.length; i++) {
			sum[i] += addend.data().get((addend.data().remaining() == 1) ? 0 : i);
		}
		return Tensor.of(bias.shape(), sum);
	}

}
