package io.efficientnet.classifier.inference.reference.compile;

import org.jspecify.annotations.Nullable;

/**
 * {@code [expand] depthwise [squeeze-and-excitation] project} becomes one block, found
 * from its end.
 */
final class MbConvRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Convolution project && isLinearPointwise(project.filter()))) {
			return null;
		}
		Step.SqueezeExcitation excitation = plan.privateProducer(project.input(), Step.SqueezeExcitation.class);
		String filtered = (excitation != null) ? excitation.input() : project.input();
		Step.Convolution depthwise = plan.privateProducer(filtered, Step.Convolution.class);
		if (depthwise == null || !depthwise.filter().unscaled().isDepthwise()) {
			return null;
		}
		Step.Convolution expand = plan.privateProducer(depthwise.input(), Step.Convolution.class);
		if (expand != null && !expand.filter().unscaled().isPointwise()) {
			expand = null;
		}
		Step.Convolution first = (expand != null) ? expand : depthwise;
		return new Step.MbConv(first.name(), first.input(), project.output(), (expand != null) ? expand.filter() : null,
				depthwise.filter(), (excitation != null) ? excitation.weights() : null, project.filter(), false);
	}

	private static boolean isLinearPointwise(Filter filter) {
		return filter.unscaled().isPointwise() && filter.isLinear();
	}

}
