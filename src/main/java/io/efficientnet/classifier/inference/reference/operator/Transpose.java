package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Transpose}.
 *
 * @param permutation for each axis of the output, the axis of the input
 */
public record Transpose(List<Integer> permutation) implements Movement {

	public Transpose {
		permutation = List.copyOf(permutation);
	}

	static Transpose bind(NodeArguments node) {
		int rank = node.shape(0).rank();
		List<Long> reversed = NodeArguments.every(rank).reversed().stream().map(Integer::longValue).toList();
		List<Integer> permutation = node.node().integers("perm", reversed).stream().map(Math::toIntExact).toList();
		Requirement.that(permutation.stream().sorted().toList().equals(NodeArguments.every(rank)),
				"perm %s is no permutation of rank %d", permutation, rank);
		return new Transpose(permutation);
	}

	@Override
	public String type() {
		return "Transpose";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Requirement.rank(inputs.getFirst(), this.permutation.size());
		return new Shape(this.permutation.stream().map(inputs.getFirst()::dimension).toList());
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Elements input = inputs.getFirst();
		input.copy(output.shape(), Strides.dense(input.shape()).permuted(this.permutation),
				Strides.dense(output.shape()), output);
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return this.permutation.equals(NodeArguments.every(this.permutation.size()));
	}

}
