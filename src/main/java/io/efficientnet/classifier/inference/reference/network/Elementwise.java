package io.efficientnet.classifier.inference.reference.network;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;
import org.jspecify.annotations.Nullable;

/** The sum of two values, or a copy of one, with an activation: layouts do not matter. */
final class Elementwise implements Step {

	private final Kernels kernels;

	private final Buffer left;

	private final @Nullable Buffer right;

	private final Buffer output;

	private final Activation activation;

	Elementwise(Kernels kernels, Buffer left, @Nullable Buffer right, Buffer output, Activation activation) {
		this.kernels = kernels;
		this.left = left;
		this.right = right;
		this.output = output;
		this.activation = activation;
	}

	@Override
	public List<Buffer> buffers() {
		List<Buffer> buffers = new ArrayList<>(List.of(this.left, this.output));
		if (this.right != null) {
			buffers.add(this.right);
		}
		return buffers;
	}

	@Override
	public void run(Run run) {
		run.split(run.images(), (image, _) -> {
			long to = run.address(this.output, image);
			int vectors = (int) (this.output.bytes() / Float.BYTES / this.kernels.lanes());
			if (this.right != null) {
				this.kernels.add(run.address(this.left, image), run.address(this.right, image), to, 0, 1, vectors);
			}
			else {
				NativeMemory.copy(run.address(this.left, image), to, this.output.bytes());
			}
			Activations.apply(this.kernels, this.activation, to, 0, 1, vectors);
		});
	}

}
