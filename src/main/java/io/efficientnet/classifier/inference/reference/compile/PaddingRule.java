package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.inference.reference.operator.Pad;
import org.jspecify.annotations.Nullable;

/** Zeros put around a picture become padding of the convolution that reads it. */
final class PaddingRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Convolution convolution)) {
			return null;
		}
		Step.Plain padded = plan.producer(convolution.input(), Step.Plain.class);
		if (padded == null || !(padded.node().operator() instanceof Pad pad) || !isZerosAroundPictures(pad)) {
			return null;
		}
		List<Integer> before = pad.before();
		List<Integer> after = pad.after();
		return new Step.Convolution(convolution.name(), padded.inputs().getFirst(), convolution.output(),
				convolution.filter().padded(before.get(2), before.get(3), after.get(2), after.get(3)));
	}

	private static boolean isZerosAroundPictures(Pad pad) {
		return pad.number() == 0 && Stream.of(pad.before(), pad.after())
			.allMatch((amounts) -> amounts.get(0) == 0 && amounts.get(1) == 0 && amounts.get(2) >= 0
					&& amounts.get(3) >= 0);
	}

}
