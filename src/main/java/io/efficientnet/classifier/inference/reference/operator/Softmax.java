package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code Softmax}: from operator set 13 on along one axis, by default the last; before,
 * over one axis and all behind it together, by default from axis 1 on.
 *
 * @param axis counted from the front
 * @param flattened whether the axes behind it belong to it
 */
public record Softmax(int axis, boolean flattened) implements FloatOperator {

	static Softmax bind(NodeArguments node) {
		boolean single = node.since(13);
		return new Softmax(node.axis(single ? -1 : 1, node.shape(0).rank()), !single);
	}

	@Override
	public String type() {
		return "Softmax";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		return inputs.getFirst();
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Shape shape = output.shape();
		int end = this.flattened ? shape.rank() : this.axis + 1;
		int outer = Extents.product(shape, 0, this.axis);
		int extent = Extents.product(shape, this.axis, end);
		int inner = Extents.product(shape, end, shape.rank());
		for (int i = 0; i < outer; i++) {
			for (int j = 0; j < inner; j++) {
				line(inputs.getFirst().data(), output.data(), i * extent * inner + j, inner, extent);
			}
		}
	}

	private static void line(FloatBuffer from, FloatBuffer to, int start, int step, int count) {
		float greatest = Float.NEGATIVE_INFINITY;
		for (int i = 0; i < count; i++) {
			greatest = Math.max(greatest, from.get(start + i * step));
		}
		double sum = 0;
		for (int i = 0; i < count; i++) {
			sum += Math.exp(from.get(start + i * step) - greatest);
		}
		for (int i = 0; i < count; i++) {
			to.put(start + i * step, (float) (Math.exp(from.get(start + i * step) - greatest) / sum));
		}
	}

}
