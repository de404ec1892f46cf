package io.efficientnet.classifier.inference.reference.compile;

import org.jspecify.annotations.Nullable;

/** The sum of a block's output and its input is part of the block. */
final class ResidualRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Sum sum)) {
			return null;
		}
		Step block = residual(sum, sum.left(), sum.right(), plan);
		return (block != null) ? block : residual(sum, sum.right(), sum.left(), plan);
	}

	private static @Nullable Step residual(Step.Sum sum, String branch, String shortcut, Plan plan) {
		Step.MbConv block = plan.privateProducer(branch, Step.MbConv.class);
		if (block == null || block.residual() || !block.input().equals(shortcut)) {
			return null;
		}
		return new Step.MbConv(block.name(), block.input(), sum.output(), block.expand(), block.depthwise(),
				block.squeezeExcitation(), block.project(), true);
	}

}
