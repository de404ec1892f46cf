package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** {@code GlobalAveragePool}: the mean over all axes but the first two. */
public record GlobalAveragePool() implements FloatOperator {

	@Override
	public String type() {
		return "GlobalAveragePool";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		return spatialMean(inputs.getFirst()).outputShape(inputs);
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		spatialMean(inputs.getFirst().shape()).apply(inputs, output);
	}

	private static ReduceMean spatialMean(Shape input) {
		Requirement.that(input.rank() > 2, "it takes pictures, not %s", input);
		return new ReduceMean(NodeArguments.every(input.rank()).subList(2, input.rank()), true);
	}

}
