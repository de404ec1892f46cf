package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.operator.Clip;
import io.efficientnet.classifier.inference.reference.operator.Relu;
import io.efficientnet.classifier.inference.reference.operator.Sigmoid;
import io.efficientnet.classifier.inference.reference.operator.Swish;
import org.jspecify.annotations.Nullable;

/** The activations that layers apply themselves; {@code x * sigmoid(x)} is SiLU. */
final class ActivationRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain)) {
			return null;
		}
		if (plain.isProduct()) {
			String left = plain.inputs().get(0);
			String right = plain.inputs().get(1);
			Step silu = silu(plain, left, right, plan);
			return (silu != null) ? silu : silu(plain, right, left, plan);
		}
		Activation activation = plain.readsOnlyItsFirstInput() ? activation(plain) : null;
		return (activation != null)
				? new Step.Activated(plain.name(), plain.inputs().getFirst(), plain.output(), activation) : null;
	}

	private static @Nullable Activation activation(Step.Plain plain) {
		return switch (plain.node().operator()) {
			case Sigmoid _ -> Activation.SIGMOID;
			case Relu _ -> Activation.clip(0, Float.POSITIVE_INFINITY);
			case Clip clip -> Activation.clip((float) clip.low(), (float) clip.high());
			case Swish swish when swish.alpha() == 1 -> Activation.SILU;
			default -> null;
		};
	}

	private static @Nullable Step silu(Step.Plain product, String value, String gate, Plan plan) {
		Step.Activated sigmoid = plan.privateProducer(gate, Step.Activated.class);
		return (sigmoid != null && sigmoid.activation().equals(Activation.SIGMOID) && sigmoid.input().equals(value))
				? new Step.Activated(product.name(), value, product.output(), Activation.SILU) : null;
	}

}
