package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.network.ConvolutionSpec;
import io.efficientnet.classifier.inference.reference.network.SqueezeExcitationSpec;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Global pool, two layers and the product with what was pooled become one step. The
 * layers may be convolutions or fully connected, with reshapes between them.
 */
final class SqueezeExcitationRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.isProduct())) {
			return null;
		}
		String left = plain.inputs().get(0);
		String right = plain.inputs().get(1);
		Step gated = gated(plain, left, right, plan);
		return (gated != null) ? gated : gated(plain, right, left, plan);
	}

	private static @Nullable Step gated(Step.Plain product, String picture, String gate, Plan plan) {
		if (!isGateOf(plan.shape(gate), plan.shape(picture))) {
			return null;
		}
		Layer expand = layer(gate, plan);
		Layer reduce = (expand != null) ? layer(expand.input(), plan) : null;
		if (expand == null || reduce == null) {
			return null;
		}
		Step.GlobalAveragePool pool = plan.privateProducer(plan.beforeReshapes(reduce.input()),
				Step.GlobalAveragePool.class);
		if (pool == null || !pool.input().equals(picture)) {
			return null;
		}
		return new Step.SqueezeExcitation(pool.name(), picture, product.output(),
				new SqueezeExcitationSpec(reduce.weights(), reduce.bias(), reduce.activation(), expand.weights(),
						expand.bias(), expand.activation()));
	}

	private static boolean isGateOf(Shape gate, Shape picture) {
		return picture.rank() == 4 && gate.equals(Shape.of(1, picture.dimension(1), 1, 1));
	}

	private static @Nullable Layer layer(String value, Plan plan) {
		String origin = plan.beforeReshapes(value);
		Step.FullyConnected connected = plan.privateProducer(origin, Step.FullyConnected.class);
		if (connected != null) {
			return new Layer(connected.input(), connected.weights(), connected.bias(), connected.activation());
		}
		Step.Convolution convolution = plan.privateProducer(origin, Step.Convolution.class);
		return (convolution != null && convolution.filter().unscaled().isPointwise()
				&& plan.shape(convolution.input()).elementCount() == convolution.filter().unscaled().inputChannels())
						? layer(convolution) : null;
	}

	private static Layer layer(Step.Convolution convolution) {
		ConvolutionSpec spec = convolution.filter().fold();
		Shape matrix = Shape.of(spec.outputChannels(), spec.inputChannels());
		return new Layer(convolution.input(), new Tensor(matrix, spec.weights().data()), spec.bias(),
				spec.activation());
	}

	/** A matrix product with one vector. */
	private record Layer(String input, Tensor weights, Tensor bias, Activation activation) {
	}

}
