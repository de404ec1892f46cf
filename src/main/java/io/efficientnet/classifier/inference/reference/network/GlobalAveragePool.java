package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

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
		NativeMemory.clear(to, this.picture.pixelBytes());
		int vectors = this.picture.pitch() / this.kernels.lanes();
		this.kernels.sum(from, this.picture.pixelBytes(), this.picture.pixels(), vectors, to);
		for (int c = 0; c < this.picture.channels(); c++) {
			long at = to + (long) c * Float.BYTES;
			NativeMemory.set(at, NativeMemory.get(at) / this.picture.pixels());
		}
	}

}
