package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A mobile inverted bottleneck block: expand, depthwise, squeeze-and-excitation, project,
 * and the input added where the block keeps its shape.
 *
 * <p>
 * The gates scale whichever is smaller, the filtered picture or a copy of the
 * projection's weights: {@code W (g x) = (W g) x}.
 */
final class MbConv implements Step {

	private final Kernels kernels;

	private final Buffer input;

	private final Buffer output;

	private final DepthwiseStage depthwise;

	private final @Nullable GateStage gates;

	private final MatrixStage project;

	private final Picture outputPicture;

	private final boolean residual;

	private final Buffer filtered;

	private final @Nullable Buffer scaled;

	/**
	 * Packs the weights.
	 * @param arena that owns them
	 * @param kernels that compute
	 * @param input where the block's input lies
	 * @param inputPicture its extents
	 * @param output where the block's output goes
	 * @param outputPicture its extents
	 * @param spec weights and attributes
	 */
	MbConv(Arena arena, Kernels kernels, Buffer input, Picture inputPicture, Buffer output, Picture outputPicture,
			MbConvSpec spec) {
		this.kernels = kernels;
		this.input = input;
		this.output = output;
		this.outputPicture = outputPicture;
		this.residual = spec.residual();
		this.depthwise = new DepthwiseStage(arena, kernels, inputPicture, spec.expand(), spec.depthwise());
		Picture middle = this.depthwise.output();
		this.filtered = new Buffer(middle.bytes());
		SqueezeExcitationSpec excitation = spec.squeezeExcitation();
		this.gates = (excitation != null) ? new GateStage(arena, kernels, middle, this.depthwise.segments(), excitation)
				: null;
		PackedMatrix matrix = Weights.pointwise(arena, kernels, spec.project());
		this.project = new MatrixStage(kernels, matrix, spec.project().activation(), middle.pixels());
		boolean scalesWeights = this.gates != null && outputPicture.channels() < middle.pixels();
		this.scaled = scalesWeights ? new Buffer(matrix.bytes()) : null;
	}

	@Override
	public List<Buffer> buffers() {
		List<Buffer> buffers = new ArrayList<>(List.of(this.input, this.output, this.filtered));
		if (this.gates != null) {
			buffers.addAll(List.of(this.gates.sums(), this.gates.squeezed(), this.gates.gates()));
		}
		if (this.scaled != null) {
			buffers.add(this.scaled);
		}
		return buffers;
	}

	@Override
	public long scratchBytes() {
		return this.depthwise.scratchBytes();
	}

	@Override
	public void run(Run run) {
		GateStage excitation = this.gates;
		this.depthwise.run(run, this.input, this.filtered, (excitation != null) ? excitation.sums() : null);
		if (excitation != null) {
			excitation.run(run, (image, by, offset, vectors) -> reweigh(run, image, by, offset, vectors));
		}
		this.project.run(run, this.filtered, this.depthwise.output().pixelBytes(), this.output,
				this.outputPicture.pixelBytes(), this.residual ? this.input : null, this.scaled);
	}

	private void reweigh(Run run, int image, long gates, long offset, int vectors) {
		if (this.scaled == null) {
			long x = run.address(this.filtered, image) + offset;
			Picture middle = this.depthwise.output();
			this.kernels.scale(x, gates, x, middle.pixelBytes(), middle.pixels(), vectors);
			return;
		}
		PackedMatrix matrix = this.project.matrix();
		int first = (int) (offset / Float.BYTES);
		int depth = Math.min(vectors * this.kernels.lanes(), matrix.depth() - first);
		long to = run.address(this.scaled, image);
		for (int panel = 0; panel < matrix.panels(); panel++) {
			int width = matrix.vectors(panel);
			long at = matrix.panelOffset(panel) + offset * width * this.kernels.lanes();
			this.kernels.scaleRows(matrix.weights() + at, gates, to + at, depth, width);
		}
	}

}
