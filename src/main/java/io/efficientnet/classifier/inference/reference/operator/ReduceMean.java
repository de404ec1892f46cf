package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code ReduceMean}. The axes are an attribute before operator set 18, then an optional
 * input; without any, all are meant.
 *
 * @param axes counted from the front, ascending
 * @param keepDims whether they stay, with extent 1
 */
public record ReduceMean(List<Integer> axes, boolean keepDims) implements Reduction {

	public ReduceMean {
		axes = List.copyOf(axes);
	}

	static ReduceMean bind(NodeArguments node) {
		return new ReduceMean(Reduction.axes(node, 18), node.flag("keepdims", true));
	}

	@Override
	public String type() {
		return "ReduceMean";
	}

	@Override
	public double scale(Shape input) {
		return 1.0 / this.axes.stream().mapToLong(input::dimension).reduce(1, Math::multiplyExact);
	}

}
