package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/**
 * A dense convolution with any kernel: the stem. The rows under the kernel are copied
 * interleaved and padded into scratch memory, where the taps of a kernel row are
 * adjacent, so that each kernel row is one matrix product that adds to the sums of the
 * last.
 */
final class DenseConvolution implements Step {

	private static final int SEGMENT_ROWS = 8;

	private final Kernels kernels;

	private final Buffer input;

	private final Picture picture;

	private final Layout layout;

	private final Buffer output;

	private final Picture outputPicture;

	private final ConvolutionSpec spec;

	private final PackedMatrix matrix;

	DenseConvolution(Arena arena, Kernels kernels, Buffer input, Picture picture, Layout layout, Buffer output,
			Picture outputPicture, ConvolutionSpec spec) {
		this.kernels = kernels;
		this.input = input;
		this.picture = picture;
		this.layout = layout;
		this.output = output;
		this.outputPicture = outputPicture;
		this.spec = spec;
		this.matrix = pack(arena);
	}

	private PackedMatrix pack(Arena arena) {
		FloatBuffer weights = this.spec.weights().data();
		int channels = this.picture.channels();
		int area = this.spec.kernelH() * this.spec.kernelW();
		return new PackedMatrix(arena, this.kernels.lanes(), area * channels, this.spec.outputChannels(),
				(n, k) -> weights.get((n * channels + k % channels) * area + k / channels), this.spec.bias().data());
	}

	@Override
	public List<Buffer> buffers() {
		return List.of(this.input, this.output);
	}

	@Override
	public long scratchBytes() {
		return this.spec.rowsUnder(Math.min(SEGMENT_ROWS, this.outputPicture.rows())) * paddedRowBytes()
				+ this.outputPicture.columns() * patchBytes();
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
			fill(from, first * this.spec.strideH() - this.spec.padTop() + row, scratch + row * paddedRowBytes());
		}
		long patches = scratch + this.spec.rowsUnder(count) * paddedRowBytes();
		for (int row = 0; row < count; row++) {
			long target = to + (first + row) * this.outputPicture.rowBytes();
			convolve(scratch + (long) row * this.spec.strideH() * paddedRowBytes(), patches, target);
		}
	}

	private void convolve(long in, long patches, long out) {
		gather(in, patches);
		long stride = this.outputPicture.pixelBytes();
		int columns = this.outputPicture.columns();
		for (int panel = 0; panel < this.matrix.panels(); panel++) {
			this.matrix.multiply(this.kernels, panel, patches, patchBytes(), columns,
					out + this.matrix.outputOffset(panel), stride);
		}
		Activations.apply(this.kernels, this.spec.activation(), out, stride, columns,
				this.outputPicture.pitch() / this.kernels.lanes());
	}

	/**
	 * What the kernel sees at each output of a row,
	 * {@code [columns][kernelH][kernelW][in]}.
	 */
	private void gather(long in, long patches) {
		long pixel = (long) this.picture.channels() * Float.BYTES;
		boolean adjacent = this.spec.dilationW() == 1;
		int pieces = adjacent ? 1 : this.spec.kernelW();
		long piece = adjacent ? this.spec.kernelW() * pixel : pixel;
		long to = patches;
		for (int x = 0; x < this.outputPicture.columns(); x++) {
			for (int row = 0; row < this.spec.kernelH(); row++) {
				long from = in + (long) row * this.spec.dilationH() * paddedRowBytes()
						+ (long) x * this.spec.strideW() * pixel;
				for (int k = 0; k < pieces; k++, to += piece) {
					NativeMemory.copy(from + (long) k * this.spec.dilationW() * pixel, to, piece);
				}
			}
		}
	}

	private long patchBytes() {
		return (long) this.matrix.depth() * Float.BYTES;
	}

	private void fill(long from, int row, long to) {
		NativeMemory.clear(to, paddedRowBytes());
		if (row < 0 || row >= this.picture.rows()) {
			return;
		}
		int channels = this.picture.channels();
		long inside = to + (long) this.spec.padLeft() * channels * Float.BYTES;
		if (this.layout == Layout.PLANAR) {
			interleave(from + (long) row * this.picture.columns() * Float.BYTES, inside);
			return;
		}
		long source = from + row * this.picture.rowBytes();
		for (int x = 0; x < this.picture.columns(); x++) {
			NativeMemory.copy(source + x * this.picture.pixelBytes(), inside + (long) x * channels * Float.BYTES,
					(long) channels * Float.BYTES);
		}
	}

	private void interleave(long from, long to) {
		int channels = this.picture.channels();
		long plane = (long) this.picture.pixels() * Float.BYTES;
		for (int c = 0; c < channels; c++) {
			for (int x = 0; x < this.picture.columns(); x++) {
				NativeMemory.set(to + ((long) x * channels + c) * Float.BYTES,
						NativeMemory.get(from + c * plane + (long) x * Float.BYTES));
			}
		}
	}

	private long paddedRowBytes() {
		int columns = this.spec.padLeft() + this.picture.columns() + this.spec.padRight();
		return (long) columns * this.picture.channels() * Float.BYTES;
	}

}
