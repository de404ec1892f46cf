package io.efficientnet.classifier.conversion;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.efficientnet.BlockSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A layer with weights.
 *
 * @param role what it does
 * @param block that it belongs to; null for stem, head and classifier
 * @param kernel side of the kernel, 1 for the classifier
 * @param stride of the convolution
 * @param in channels that enter
 * @param out channels that leave
 */
record Layer(Role role, @Nullable BlockSpec block, int kernel, int stride, int in, int out) {

	/** Outputs that a classifier may have, three times those of ImageNet-21k. */
	static final int MOST_CLASSES = 1 << 16;

	private static final int RGB_CHANNELS = 3;

	/**
	 * All layers of a network.
	 * @param spec the network
	 * @param classes outputs of the classifier
	 * @return in order of execution
	 */
	static List<Layer> of(EfficientNetSpec spec, int classes) {
		List<Layer> layers = new ArrayList<>();
		layers.add(stem(spec));
		spec.blocks().forEach((block) -> layers.addAll(of(block)));
		layers.add(head(spec));
		layers.add(classifier(spec, classes));
		return layers;
	}

	static Layer stem(EfficientNetSpec spec) {
		return new Layer(Role.STEM, null, EfficientNetSpec.STEM_KERNEL, EfficientNetSpec.STEM_STRIDE, RGB_CHANNELS,
				spec.stemWidth());
	}

	static Layer head(EfficientNetSpec spec) {
		return new Layer(Role.HEAD, null, 1, 1, spec.lastStageWidth(), spec.headWidth());
	}

	static Layer classifier(EfficientNetSpec spec, int classes) {
		return new Layer(Role.CLASSIFIER, null, 1, 1, spec.headWidth(), classes);
	}

	static Layer expand(BlockSpec block) {
		return new Layer(Role.EXPAND, block, 1, 1, block.inChannels(), block.expandedChannels());
	}

	static Layer depthwise(BlockSpec block) {
		int channels = block.expandedChannels();
		return new Layer(Role.DEPTHWISE, block, block.kernel(), block.stride(), channels, channels);
	}

	static Layer squeeze(BlockSpec block) {
		return new Layer(Role.SQUEEZE, block, 1, 1, block.expandedChannels(), block.squeezeWidth());
	}

	static Layer excite(BlockSpec block) {
		return new Layer(Role.EXCITE, block, 1, 1, block.squeezeWidth(), block.expandedChannels());
	}

	static Layer project(BlockSpec block) {
		return new Layer(Role.PROJECT, block, 1, 1, block.expandedChannels(), block.outChannels());
	}

	private static List<Layer> of(BlockSpec block) {
		List<Layer> layers = new ArrayList<>();
		if (block.hasExpansion()) {
			layers.add(expand(block));
		}
		layers.add(depthwise(block));
		if (block.hasSqueezeExcitation()) {
			layers.add(squeeze(block));
			layers.add(excite(block));
		}
		layers.add(project(block));
		return layers;
	}

	int groups() {
		return (this.role == Role.DEPTHWISE) ? this.in : 1;
	}

	/**
	 * Extents of the kernel as ONNX and PyTorch have it.
	 * @return {@code [out, in/groups, k, k]}, or {@code [out, in]} for the classifier
	 */
	Shape kernelShape() {
		return (this.role == Role.CLASSIFIER) ? Shape.of(this.out, this.in)
				: Shape.of(this.out, this.in / groups(), this.kernel, this.kernel);
	}

	/**
	 * Elements of the kernel that contribute to one output.
	 * @return their number
	 */
	int fanIn() {
		return this.in / groups() * this.kernel * this.kernel;
	}

}
