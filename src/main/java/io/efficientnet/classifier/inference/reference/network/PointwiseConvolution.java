package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** A 1x1 convolution: a matrix product, pixel by pixel. */
final class PointwiseConvolution implements Step {

	private final Buffer input;

	private final Buffer output;

	private final long inputStride;

	private final long outputStride;

	private final MatrixStage stage;

	PointwiseConvolution(Arena arena, Kernels kernels, Buffer input, Picture inputPicture, Buffer output,
			Picture outputPicture, ConvolutionSpec spec) {
		this.input = input;
		this.output = output;
		this.inputStride = inputPicture.pixelBytes();
		this.outputStride = outputPicture.pixelBytes();
		this.stage = new MatrixStage(kernels, Weights.pointwise(arena, kernels, spec), spec.activation(),
				inputPicture.pixels());
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public void run(Run run) {
		this.stage.run(run, this.input, this.inputStride, this.output, this.outputStride, null, null);
	}

}
