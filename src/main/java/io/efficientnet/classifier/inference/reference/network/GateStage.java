package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;

/**
 * The gates of squeeze-and-excitation: mean over pixels, reduce, activation, expand,
 * sigmoid.
 */
final class GateStage {

	private final Kernels kernels;

	private final Picture picture;

	private final int segments;

	private final PackedMatrix reduce;

	private final Activation reduceActivation;

	private final PackedMatrix expand;

	private final Activation gate;

	private final Buffer sums;

	private final Buffer squeezed;

	private final Buffer gates;

	/**
	 * Packs the weights.
	 * @param arena that owns them
	 * @param kernels that compute
	 * @param picture what is reweighed
	 * @param segments that the sums over pixels come in
	 * @param spec weights and activations
	 */
	GateStage(Arena arena, Kernels kernels, Picture picture, int segments, SqueezeExcitationSpec spec) {
		this.kernels = kernels;
		this.picture = picture;
		this.segments = segments;
		this.reduce = Weights.matrix(arena, kernels, spec.reduceWeights().data(), spec.squeezed(), spec.channels(),
				spec.reduceBias().data());
		this.reduceActivation = spec.activation();
		this.expand = Weights.matrix(arena, kernels, spec.expandWeights().data(), spec.channels(), spec.squeezed(),
				spec.expandBias().data());
		this.gate = spec.gate();
		this.sums = new Buffer(segments * picture.pixelBytes());
		this.squeezed = new Buffer((long) Picture.padded(spec.squeezed(), kernels.lanes()) * Float.BYTES);
		this.gates = new Buffer(picture.pixelBytes());
	}

	/**
	 * Where the sums over pixels are expected.
	 * @return {@code [segments][pitch]}
	 */
	Buffer sums() {
		return this.sums;
	}

	Buffer squeezed() {
		return this.squeezed;
	}

	Buffer gates() {
		return this.gates;
	}

	/**
	 * Computes the gates of all images and has them used.
	 * @param run the run
	 * @param use told of each range of channels as its gates are there, on any thread
	 */
	void run(Run run, Use use) {
		run.split(run.images(),
				(image, _) -> squeeze(run.address(this.sums, image), run.address(this.squeezed, image)));
		int panels = this.expand.panels();
		run.split(panels * run.images(), (tile, _) -> {
			int panel = tile % panels;
			int image = tile / panels;
			int vectors = this.expand.vectors(panel);
			long offset = this.expand.outputOffset(panel);
			long to = run.address(this.gates, image) + offset;
			this.expand.multiply(this.kernels, panel, run.address(this.squeezed, image), 0, 1, to, 0);
			Activations.apply(this.kernels, this.gate, to, 0, 1, vectors);
			use.gates(image, to, offset, vectors);
		});
	}

	private void squeeze(long sums, long squeezed) {
		int vectors = this.picture.pitch() / this.kernels.lanes();
		for (int segment = 1; segment < this.segments; segment++) {
			this.kernels.add(sums, sums + segment * this.picture.pixelBytes(), sums, 0, 1, vectors);
		}
		PixelMeans.divide(this.picture, sums);
		for (int panel = 0; panel < this.reduce.panels(); panel++) {
			long offset = this.reduce.outputOffset(panel);
			this.reduce.multiply(this.kernels, panel, sums, 0, 1, squeezed + offset, 0);
			Activations.apply(this.kernels, this.reduceActivation, squeezed + offset, 0, 1, this.reduce.vectors(panel));
		}
	}

	/** What gates are for. */
	interface Use {

		/**
		 * Uses the gates of some channels.
		 * @param image number of the image
		 * @param gates address of the gates
		 * @param offset of the first channel, in bytes within a pixel
		 * @param vectors number of channels, in vectors
		 */
		void gates(int image, long gates, long offset, int vectors);

	}

}
