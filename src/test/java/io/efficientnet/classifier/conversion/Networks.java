package io.efficientnet.classifier.conversion;

import java.util.List;

import io.efficientnet.classifier.efficientnet.Activation;
import io.efficientnet.classifier.efficientnet.BlockSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetSpec;

/** Networks small enough to be made and run many times. */
final class Networks {

	private Networks() {
	}

	/**
	 * Two stages with every kind of block: without expansion, with stride, with skip.
	 * @return a network of seven convolutions
	 */
	static EfficientNetSpec tiny() {
		return new EfficientNetSpec(8, List.of(new BlockSpec(1, 0, 0, 3, 1, 1, 8, 4, 2),
				new BlockSpec(2, 0, 1, 5, 2, 6, 4, 6, 1), new BlockSpec(2, 1, 2, 3, 1, 6, 6, 6, 1)), 10, 32,
				Activation.SWISH);
	}

}
