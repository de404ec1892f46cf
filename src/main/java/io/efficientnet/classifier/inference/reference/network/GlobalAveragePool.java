package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/** The mean over all pixels, channel by channel, summed row by row. */
final class GlobalAveragePool implements Step {

	private final Kernels kernels;

	private final Buffer input;

	private final Buffer output;

	private final Picture picture;

	GlobalAveragePool(Kernels kernels, Buffer input, Picture picture, Buffer output) {
		this.kernels = kernels;
		this.input = input;
		this.picture = picture;
		this.output = output;
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public void run(Run run) {
		run.split(run.images(), (image, _) -> pool(run.address(this.input, image), run.address(this.output, image)));
	}

	private void pool(long from, long to) {
		PixelMeans.sum(this.kernels, this.picture, from, to);
		PixelMeans.divide(this.picture, to);
	}

}
