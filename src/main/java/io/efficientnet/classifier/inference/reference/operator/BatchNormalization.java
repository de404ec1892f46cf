package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code BatchNormalization} at inference:
 * {@code (x - mean) / sqrt(variance + epsilon) * scale + b}. Inputs are
 * {@code x [n][c]..}, then scale, b, mean and variance, each {@code [c]}.
 *
 * @param epsilon as in the file, float32
 */
public record BatchNormalization(float epsilon) implements FloatOperator {

	static BatchNormalization bind(NodeArguments node) {
		Requirement.that(!node.flag("training_mode", false), "training mode computes new statistics");
		Requirement.that(node.flag("spatial", true), "statistics of every pixel are not supported");
		return new BatchNormalization(node.decimal("epsilon", 1e-5f));
	}

	@Override
	public String type() {
		return "BatchNormalization";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape x = inputs.getFirst();
		Requirement.that(x.rank() >= 2, "it takes no rank %d", x.rank());
		for (Shape statistics : inputs.subList(1, 5)) {
			Requirement.that(statistics.equals(Shape.of(x.dimension(1))), "%s does not fit %s", statistics, x);
		}
		return x;
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Shape shape = output.shape();
		int channels = shape.dimension(1);
		int area = Extents.product(shape, 2, shape.rank());
		FloatBuffer x = inputs.getFirst().data();
		for (int plane = 0; plane < shape.dimension(0) * channels; plane++) {
			int c = plane % channels;
			double deviation = Math.sqrt((double) inputs.get(4).data().get(c) + this.epsilon);
			float factor = (float) (inputs.get(1).data().get(c) / deviation);
			float mean = inputs.get(3).data().get(c);
			float b = inputs.get(2).data().get(c);
			for (int i = plane * area; i < (plane + 1) * area; i++) {
				output.data().put(i, (x.get(i) - mean) * factor + b);
			}
		}
	}

}
