package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.inference.reference.operator.Reshape;
import io.efficientnet.classifier.inference.reference.operator.Transpose;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Operators that move no element. A transposition is one of them if it only moves axes of
 * extent 1, or undoes the transposition before it.
 */
final class ReshapeRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.inputs().size() == 1)) {
			return null;
		}
		String input = plain.inputs().getFirst();
		return switch (plain.node().operator()) {
			case Reshape _ -> reshape(plain, input, plan);
			case Transpose transpose -> transposed(plain, transpose.permutation(), input, plan);
			default -> null;
		};
	}

	private static Step reshape(Step.Plain plain, String input, Plan plan) {
		Step.Reshape before = plan.producer(input, Step.Reshape.class);
		return new Step.Reshape(plain.name(), (before != null) ? before.input() : input, plain.output());
	}

	private static @Nullable Step transposed(Step.Plain plain, List<Integer> permutation, String input, Plan plan) {
		if (keepsOrder(permutation, plan.shape(input))) {
			return reshape(plain, input, plan);
		}
		Step.Plain before = plan.producer(input, Step.Plain.class);
		if (before == null || !(before.node().operator() instanceof Transpose first)) {
			return null;
		}
		List<Integer> both = permutation.stream().map(first.permutation()::get).toList();
		String origin = before.inputs().getFirst();
		return keepsOrder(both, plan.shape(origin)) ? reshape(plain, origin, plan) : null;
	}

	private static boolean keepsOrder(List<Integer> permutation, Shape input) {
		List<Integer> moved = permutation.stream().filter((axis) -> input.dimension(axis) != 1).toList();
		return moved.equals(moved.stream().sorted().toList());
	}

}
