package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.tensor.Tensor;

/** A matrix times the values of each image: {@code Gemm} of ONNX. */
final class FullyConnected implements Step {

	private final Buffer input;

	private final Buffer output;

	private final MatrixStage stage;

	FullyConnected(Arena arena, Kernels kernels, Buffer input, Buffer output, Tensor weights, Tensor bias,
			Activation activation) {
		this.input = input;
		this.output = output;
		PackedMatrix matrix = Weights.matrix(arena, kernels, weights.data(), weights.shape().dimension(0),
				weights.shape().dimension(1), bias.data());
		this.stage = new MatrixStage(kernels, matrix, activation, 1);
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public void run(Run run) {
		this.stage.run(run, this.input, 0, this.output, 0, null, null);
	}

}
