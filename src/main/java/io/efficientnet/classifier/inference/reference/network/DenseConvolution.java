package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/**
 * A dense convolution with any kernel: the stem. Rows of all planes are copied with their
 * padding into scratch memory, {@code [rows][channels][columns]}, where what the kernel
 * sees from one output is pieces of a kernel's width at equal distances, so that a row of
 * outputs is one matrix product.
 */
final class DenseConvolution implements Step {

	private static final int SEGMENT_ROWS = 8;

	private final Kernels kernels;

	private final Buffer input;

	private final Picture picture;

	private final Buffer output;

	private final Picture outputPicture;

	private final ConvolutionSpec spec;

	private final PackedMatrix matrix;

	/**
	 * Packs the weights.
	 * @param arena that owns them
	 * @param kernels that compute
	 * @param input planes
	 * @param picture their extents
	 * @param output where the outputs go, channels last
	 * @param outputPicture their extents
	 * @param spec a convolution without groups and dilation
	 */
	DenseConvolution(Arena arena, Kernels kernels, Buffer input, Picture picture, Buffer output, Picture outputPicture,
			ConvolutionSpec spec) {
		this.kernels = kernels;
		this.input = input;
		this.picture = picture;
		this.output = output;
		this.outputPicture = outputPicture;
		this.spec = spec;
		this.matrix = pack(arena);
	}

	private PackedMatrix pack(Arena arena) {
		FloatBuffer weights = this.spec.weights().data();
		int channels = this.picture.channels();
		int kernelH = this.spec.kernelH();
		int kernelW = this.spec.kernelW();
		Kernels.Pieces pieces = new Kernels.Pieces(kernelH * channels, kernelW, planeRowBytes());
		return new PackedMatrix(arena, this.kernels.lanes(), pieces, this.spec.outputChannels(), (n, k) -> {
			int piece = k / kernelW;
			int channel = piece % channels;
			int row = piece / channels;
			return weights.get(((n * channels + channel) * kernelH + row) * kernelW + k % kernelW);
		}, this.spec.bias().data());
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public long scratchBytes() {
		return Math.multiplyExact(this.spec.rowsUnder(Math.min(SEGMENT_ROWS, this.outputPicture.rows())), rowBytes());
	}

	@Override
	public void run(Run run) {
		int segments = Math.ceilDiv(this.outputPicture.rows(), SEGMENT_ROWS);
		run.split(segments * run.images(), (tile, scratch) -> {
			int image = tile / segments;
			segment(tile % segments, run.address(this.input, image), run.address(this.output, image), scratch);
		});
	}

	private void segment(int segment, long from, long to, long scratch) {
		int first = segment * SEGMENT_ROWS;
		int count = Math.min(SEGMENT_ROWS, this.outputPicture.rows() - first);
		for (int row = 0; row < this.spec.rowsUnder(count); row++) {
			fill(from, first * this.spec.strideH() - this.spec.padTop() + row, scratch + row * rowBytes());
		}
		for (int row = 0; row < count; row++) {
			convolve(scratch + (long) row * this.spec.strideH() * rowBytes(),
					to + (first + row) * this.outputPicture.rowBytes());
		}
	}

	private void convolve(long in, long out) {
		long step = (long) this.spec.strideW() * Float.BYTES;
		long stride = this.outputPicture.pixelBytes();
		int columns = this.outputPicture.columns();
		for (int panel = 0; panel < this.matrix.panels(); panel++) {
			this.matrix.multiply(this.kernels, panel, in, step, columns, out + this.matrix.outputOffset(panel), stride);
		}
		Activations.apply(this.kernels, this.spec.activation(), out, stride, columns,
				this.outputPicture.pitch() / this.kernels.lanes());
	}

	private void fill(long from, int row, long to) {
		NativeMemory.clear(to, rowBytes());
		if (row < 0 || row >= this.picture.rows()) {
			return;
		}
		long bytes = (long) this.picture.columns() * Float.BYTES;
		long plane = this.picture.rows() * bytes;
		long inside = to + (long) this.spec.padLeft() * Float.BYTES;
		for (int channel = 0; channel < this.picture.channels(); channel++) {
			NativeMemory.copy(from + channel * plane + row * bytes, inside + channel * planeRowBytes(), bytes);
		}
	}

	private long rowBytes() {
		return Math.multiplyExact(this.picture.channels(), planeRowBytes());
	}

	private long planeRowBytes() {
		return ((long) this.spec.padLeft() + this.picture.columns() + this.spec.padRight()) * Float.BYTES;
	}

}
