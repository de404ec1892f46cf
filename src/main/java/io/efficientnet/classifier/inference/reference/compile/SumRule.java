package io.efficientnet.classifier.inference.reference.compile;

import io.efficientnet.classifier.inference.reference.operator.Arithmetic;
import org.jspecify.annotations.Nullable;

/** An addition of two values of the same shape, without broadcasting. */
final class SumRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.is(Arithmetic.Function.ADD) && plain.inputs().size() == 2)) {
			return null;
		}
		String left = plain.inputs().get(0);
		String right = plain.inputs().get(1);
		return plan.shape(left).equals(plan.shape(right)) ? new Step.Sum(plain.name(), left, right, plain.output())
				: null;
	}

}
