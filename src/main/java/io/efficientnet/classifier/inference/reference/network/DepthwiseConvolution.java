package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** A convolution of each channel by itself, outside of a block. */
final class DepthwiseConvolution implements Step {

	private final Buffer input;

	private final Buffer output;

	private final DepthwiseStage stage;

	DepthwiseConvolution(Arena arena, Kernels kernels, Buffer input, Picture inputPicture, Buffer output,
			ConvolutionSpec spec) {
		this.input = input;
		this.output = output;
		this.stage = new DepthwiseStage(arena, kernels, inputPicture, null, spec);
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public long scratchBytes() {
		return this.stage.scratchBytes();
	}

	@Override
	public void run(Run run) {
		this.stage.run(run, this.input, this.output, null);
	}

}
