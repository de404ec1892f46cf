package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** Squeeze-and-excitation outside of a block. */
final class SqueezeExcitation implements Step {

	private final Kernels kernels;

	private final Buffer input;

	private final Buffer output;

	private final Picture picture;

	private final GateStage gates;

	SqueezeExcitation(Arena arena, Kernels kernels, Buffer input, Picture picture, Buffer output,
			SqueezeExcitationSpec spec) {
		this.kernels = kernels;
		this.input = input;
		this.output = output;
		this.picture = picture;
		this.gates = new GateStage(arena, kernels, picture, 1, spec);
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output, this.gates.sums(), this.gates.squeezed(), this.gates.gates());
	}

	@Override
	public void run(Run run) {
		run.split(run.images(), (image, _) -> PixelMeans.sum(this.kernels, this.picture, run.address(this.input, image),
				run.address(this.gates.sums(), image)));
		this.gates.run(run,
				(image, by, offset, vectors) -> this.kernels.scale(run.address(this.input, image) + offset, by,
						run.address(this.output, image) + offset, this.picture.pixelBytes(), this.picture.pixels(),
						vectors));
	}

}
