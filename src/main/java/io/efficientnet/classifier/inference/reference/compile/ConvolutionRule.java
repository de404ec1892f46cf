package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.network.ConvolutionSpec;
import io.efficientnet.classifier.inference.reference.operator.Convolution;
import io.efficientnet.classifier.inference.reference.operator.Window;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Convolutions of pictures with constant weights. */
final class ConvolutionRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.node().operator() instanceof Convolution convolution
				&& plain.readsOnlyItsFirstInput())) {
			return null;
		}
		List<String> arguments = plain.node().inputs();
		Tensor weights = plan.constant(arguments.get(1));
		if (weights == null) {
			return null;
		}
		Tensor bias = (arguments.size() > 2) ? plan.constant(arguments.get(2))
				: Tensor.of(Shape.of(weights.shape().dimension(0)), new float[weights.shape().dimension(0)]);
		String input = plain.inputs().getFirst();
		return (bias != null) ? new Step.Convolution(plain.name(), input, plain.output(),
				new Filter(spec(convolution, weights, bias), null)) : null;
	}

	private static ConvolutionSpec spec(Convolution convolution, Tensor weights, Tensor bias) {
		Window window = convolution.window();
		return new ConvolutionSpec(weights, bias, convolution.groups(), window.strideH(), window.strideW(),
				window.dilationH(), window.dilationW(), window.padTop(), window.padLeft(), window.padBottom(),
				window.padRight(), Activation.NONE);
	}

}
