package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Sums over axes. Means are sums that are divided at the end. Both accumulate in double.
 */
interface Reduction extends FloatOperator {

	List<Integer> axes();

	boolean keepDims();

	double scale(Shape input);

	@Override
	default Shape outputShape(List<Shape> inputs) {
		Shape input = inputs.getFirst();
		List<Integer> extents = new ArrayList<>();
		for (int axis = 0; axis < input.rank(); axis++) {
			if (!axes().contains(axis)) {
				extents.add(input.dimension(axis));
			}
			else if (keepDims()) {
				extents.add(1);
			}
		}
		return new Shape(extents);
	}

	@Override
	default void apply(List<Tensor> inputs, Tensor output) {
		Tensor input = inputs.getFirst();
		double[] sums = new double[output.data().limit()];
		FloatBuffer from = input.data();
		RowWalk.walk(input.shape(), List.of(Strides.dense(input.shape()), reduced(input.shape())),
				(offsets, steps, count) -> {
					for (int i = 0; i < count; i++) {
						sums[offsets[1] + i * steps[1]] += from.get(offsets[0] + i * steps[0]);
					}
				});
		double scale = scale(input.shape());
		for (int i = 0; i < sums.length; i++) {
			output.data().put(i, (float) (sums[i] * scale));
		}
	}

	private Strides reduced(Shape input) {
		List<Integer> extents = new ArrayList<>(input.dimensions());
		axes().forEach((axis) -> extents.set(axis, 1));
		return Strides.broadcast(new Shape(extents), input);
	}

	static List<Integer> axes(NodeArguments node, long inputSince) {
		int rank = node.shape(0).rank();
		long[] axes = node.list("axes", inputSince, 1);
		if (axes == null || axes.length == 0) {
			return node.flag("noop_with_empty_axes", false) ? List.of() : NodeArguments.every(rank);
		}
		return NodeArguments.axes(axes, rank);
	}

}
