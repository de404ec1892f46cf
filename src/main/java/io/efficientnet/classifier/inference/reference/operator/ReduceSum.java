package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code ReduceSum}. The axes are an attribute before operator set 13, then an optional
 * input; without any, all are meant.
 *
 * @param axes counted from the front, ascending
 * @param keepDims whether they stay, with extent 1
 */
public record ReduceSum(List<Integer> axes, boolean keepDims) implements Reduction {

	public ReduceSum {
		axes = List.copyOf(axes);
	}

	static ReduceSum bind(NodeArguments node) {
		return new ReduceSum(Reduction.axes(node, 13), node.flag("keepdims", true));
	}

	@Override
	public String type() {
		return "ReduceSum";
	}

	@Override
	public double scale(Shape input) {
		return 1;
	}

}
