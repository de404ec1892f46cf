package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Concat}.
 *
 * @param axis counted from the front
 */
public record Concat(int axis) implements Movement {

	static Concat bind(NodeArguments node) {
		Requirement.that(node.node().attributes().containsKey("axis"), "it has no axis");
		return new Concat(node.axis(0, node.shape(0).rank()));
	}

	@Override
	public String type() {
		return "Concat";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape first = inputs.getFirst();
		long extent = 0;
		for (Shape input : inputs) {
			Requirement.that(
					input.rank() == first.rank()
							&& Extents.with(input, this.axis, 1).equals(Extents.with(first, this.axis, 1)),
					"%s and %s do not fit", first, input);
			extent += input.dimension(this.axis);
		}
		return Extents.with(first, this.axis, extent);
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		List<Integer> index = new ArrayList<>(Collections.nCopies(output.shape().rank(), 0));
		for (Elements input : inputs) {
			input.copy(input.shape(), Strides.dense(input.shape()), Strides.dense(output.shape()).from(index), output);
			index.set(this.axis, index.get(this.axis) + input.shape().dimension(this.axis));
		}
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return inputs.size() == 1;
	}

}
