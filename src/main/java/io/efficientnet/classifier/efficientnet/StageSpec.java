package io.efficientnet.classifier.efficientnet;

import java.util.List;

/**
 * One row of the table that B0 is given by; every other variant scales these rows.
 *
 * @param kernel side of the depthwise kernels
 * @param stride of the first block; the others have 1
 * @param expansionRatio of every block
 * @param outChannels of every block
 * @param repeats blocks
 */
record StageSpec(int kernel, int stride, int expansionRatio, int outChannels, int repeats) {

	/** Stem output of B0, in channels. */
	static final int STEM_WIDTH = 32;

	/** Head output of B0, in channels. */
	static final int HEAD_WIDTH = 1280;

	/** Stages 1 to 7 of B0: table 1 of the paper, stages 2 to 8. */
	static final List<StageSpec> B0 = List.of(new StageSpec(3, 1, 1, 16, 1), new StageSpec(3, 2, 6, 24, 2),
			new StageSpec(5, 2, 6, 40, 2), new StageSpec(3, 2, 6, 80, 3), new StageSpec(5, 1, 6, 112, 3),
			new StageSpec(5, 2, 6, 192, 4), new StageSpec(3, 1, 6, 320, 1));

}
