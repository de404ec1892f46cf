package io.efficientnet.classifier.inference.reference.compile;

import org.jspecify.annotations.Nullable;

/** Recognises one pattern. */
@FunctionalInterface
interface Rule {

	/**
	 * Looks at a step and what computes its inputs.
	 * @param step of the plan
	 * @param plan to look in
	 * @return a step that computes the same value and takes the place of this one; null
	 * if this is not the pattern
	 */
	@Nullable Step rewrite(Step step, Plan plan);

}
