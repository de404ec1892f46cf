package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/** Reorders a picture between channels-last and planar. */
final class LayoutChange implements Step {

	private final Buffer input;

	private final Buffer output;

	private final Picture picture;

	private final Layout target;

	LayoutChange(Buffer input, Buffer output, Picture picture, Layout target) {
		this.input = input;
		this.output = output;
		this.picture = picture;
		this.target = target;
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public void run(Run run) {
		run.split(run.images(), (image, _) -> {
			long from = run.address(this.input, image);
			long to = run.address(this.output, image);
			if (this.target == Layout.PLANAR) {
				toPlanar(from, to);
			}
			else {
				toChannelsLast(from, to);
			}
		});
	}

	private void toPlanar(long from, long to) {
		for (int c = 0; c < this.picture.channels(); c++) {
			long plane = to + (long) c * this.picture.pixels() * Float.BYTES;
			for (int p = 0; p < this.picture.pixels(); p++) {
				NativeMemory.set(plane + (long) p * Float.BYTES,
						NativeMemory.get(from + p * this.picture.pixelBytes() + (long) c * Float.BYTES));
			}
		}
	}

	private void toChannelsLast(long from, long to) {
		NativeMemory.clear(to, this.picture.bytes());
		for (int c = 0; c < this.picture.channels(); c++) {
			long plane = from + (long) c * this.picture.pixels() * Float.BYTES;
			for (int p = 0; p < this.picture.pixels(); p++) {
				NativeMemory.set(to + p * this.picture.pixelBytes() + (long) c * Float.BYTES,
						NativeMemory.get(plane + (long) p * Float.BYTES));
			}
		}
	}

}
