package io.efficientnet.classifier.efficientnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The published members of the family. B1 to B7 scale B0 in width, depth and resolution;
 * the lite variants scale it likewise, but keep stem and head as they are, repeat the
 * first and the last stage once, and have ReLU6 and no squeeze-and-excitation.
 *
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet</a>
 */
public enum EfficientNetVariant {

	B0(1.0, 1.0, 224),

	B1(1.0, 1.1, 240),

	B2(1.1, 1.2, 260),

	B3(1.2, 1.4, 300),

	B4(1.4, 1.8, 380),

	B5(1.6, 2.2, 456),

	B6(1.8, 2.6, 528),

	B7(2.0, 3.1, 600),

	LITE0(1.0, 1.0, 224),

	LITE1(1.0, 1.1, 240),

	LITE2(1.1, 1.2, 260),

	LITE3(1.2, 1.4, 280),

	LITE4(1.4, 1.8, 300);

	private static final String PREFIX = "efficientnet-";

	private final double width;

	private final double depth;

	private final int resolution;

	EfficientNetVariant(double width, double depth, int resolution) {
		this.width = width;
		this.depth = depth;
		this.resolution = resolution;
	}

	/**
	 * The variant of an id.
	 * @param id for instance {@code efficientnet-b0}
	 * @return the variant, or empty if there is none
	 */
	public static Optional<EfficientNetVariant> of(String id) {
		return Arrays.stream(values()).filter((variant) -> variant.id().equals(id)).findFirst();
	}

	/**
	 * The name that users see.
	 * @return for instance {@code efficientnet-b0} or {@code efficientnet-lite0}
	 */
	public String id() {
		return PREFIX + name().toLowerCase(Locale.ROOT);
	}

	public boolean isLite() {
		return compareTo(LITE0) >= 0;
	}

	/**
	 * The network of this variant, derived from B0.
	 * @return its blocks and widths
	 */
	public EfficientNetSpec spec() {
		CompoundScaling scaling = new CompoundScaling(this.width, this.depth);
		int stem = isLite() ? StageSpec.STEM_WIDTH : scaling.roundFilters(StageSpec.STEM_WIDTH);
		int head = isLite() ? StageSpec.HEAD_WIDTH : scaling.roundFilters(StageSpec.HEAD_WIDTH);
		return new EfficientNetSpec(stem, blocks(scaling, stem, isLite()), head, this.resolution,
				isLite() ? Activation.RELU6 : Activation.SWISH);
	}

	private static List<BlockSpec> blocks(CompoundScaling scaling, int stemWidth, boolean lite) {
		List<BlockSpec> blocks = new ArrayList<>();
		int in = stemWidth;
		for (int stage = 1; stage <= StageSpec.B0.size(); stage++) {
			StageSpec base = StageSpec.B0.get(stage - 1);
			boolean fixed = lite && (stage == 1 || stage == StageSpec.B0.size());
			int repeats = fixed ? base.repeats() : scaling.roundRepeats(base.repeats());
			int out = scaling.roundFilters(base.outChannels());
			for (int position = 0; position < repeats; position++) {
				int squeeze = lite ? 0 : Math.max(1, in / 4);
				blocks.add(new BlockSpec(stage, position, blocks.size(), base.kernel(),
						(position == 0) ? base.stride() : 1, base.expansionRatio(), in, out, squeeze));
				in = out;
			}
		}
		return blocks;
	}

}
