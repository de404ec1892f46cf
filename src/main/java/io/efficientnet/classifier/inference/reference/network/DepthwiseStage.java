package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolution, fused with the expansion before it and with the sums over pixels
 * that squeeze-and-excitation needs after it. A tile is some channels of some rows; the
 * expanded rows under the kernel live in the thread's scratch memory, padded with zeros,
 * a band at a time, and never reach the main memory.
 *
 * <p>
 * The sums are taken by ascending rows within segments of rows that depend on the shape
 * alone, so they do not depend on the number of threads.
 */
final class DepthwiseStage {

	private static final long BAND_BYTES = 96 * 1024;

	private static final int SEGMENT_ROWS = 28;

	/** Rows so short that a matrix product over one alone would be slow. */
	private static final int NARROW = 28;

	/** Outputs that are still in the first-level cache when their activation comes. */
	private static final int FILTERED_PIXELS = 64;

	private final Kernels kernels;

	private final Picture input;

	private final Picture output;

	private final ConvolutionSpec spec;

	private final @Nullable PackedMatrix expand;

	private final Activation expandActivation;

	private final List<Block> blocks;

	private final int segments;

	/**
	 * Packs the weights.
	 * @param arena that owns them
	 * @param kernels that compute
	 * @param input what comes in, before the expansion
	 * @param expand pointwise convolution before, or null
	 * @param spec the depthwise convolution
	 */
	DepthwiseStage(Arena arena, Kernels kernels, Picture input, @Nullable ConvolutionSpec expand,
			ConvolutionSpec spec) {
		this.kernels = kernels;
		this.input = input;
		this.spec = spec;
		this.output = new Picture(spec.outputChannels(), spec.outputRows(input.rows()),
				spec.outputColumns(input.columns()), Picture.padded(spec.outputChannels(), kernels.lanes()));
		this.expand = (expand != null) ? Weights.pointwise(arena, kernels, expand) : null;
		this.expandActivation = (expand != null) ? expand.activation() : Activation.NONE;
		this.segments = Math.ceilDiv(this.output.rows(), SEGMENT_ROWS);
		this.blocks = blocks(arena);
	}

	private List<Block> blocks(Arena arena) {
		int lanes = this.kernels.lanes();
		PackedMatrix panels = this.expand;
		if (panels == null) {
			return List.of(Block.of(arena, this.spec, 0, this.output.pitch() / lanes, lanes, this.input));
		}
		return IntStream.range(0, panels.panels())
			.mapToObj((panel) -> Block.of(arena, this.spec, panels.firstVector(panel), panels.vectors(panel), lanes,
					this.input))
			.toList();
	}

	Picture output() {
		return this.output;
	}

	int segments() {
		return this.segments;
	}

	long scratchBytes() {
		return this.blocks.stream()
			.mapToLong((block) -> Math.multiplyExact(2L * this.spec.rowsUnder(bandOutputs(block)), block.rowBytes()))
			.max()
			.orElse(0);
	}

	/**
	 * Computes all images of a run.
	 * @param run the run
	 * @param from the input
	 * @param to the output
	 * @param sums over pixels, or null if nobody needs them
	 */
	void run(Run run, Buffer from, Buffer to, @Nullable Buffer sums) {
		int images = run.images();
		run.split(this.blocks.size() * images * this.segments, (tile, scratch) -> {
			int block = tile / this.segments / images;
			int image = tile / this.segments % images;
			int segment = tile % this.segments;
			long sum = (sums != null) ? run.address(sums, image) + segment * this.output.pixelBytes() : 0;
			segment(block, segment, run.address(from, image), run.address(to, image), sum, scratch);
		});
	}

	private void segment(int number, int segment, long from, long to, long sums, long scratch) {
		Block block = this.blocks.get(number);
		int first = segment * SEGMENT_ROWS;
		int end = Math.min(first + SEGMENT_ROWS, this.output.rows());
		int outputs = bandOutputs(block);
		int kept = Math.max(0, this.spec.spanH() - this.spec.strideH());
		if (sums != 0) {
			NativeMemory.clear(sums + block.offset(), block.pixelBytes());
		}
		for (int band = first; band < end; band += outputs) {
			int count = Math.min(outputs, end - band);
			int rows = this.spec.rowsUnder(count);
			int ready = 0;
			if (band > first) {
				ready = kept;
				long last = scratch + (this.spec.rowsUnder(outputs) - kept) * block.rowBytes();
				NativeMemory.copy(last, scratch, kept * block.rowBytes());
			}
			int inputRow = band * this.spec.strideH() - this.spec.padTop();
			fill(number, block, from, inputRow + ready, rows - ready, scratch + ready * block.rowBytes());
			filter(block, scratch, count, to + band * this.output.rowBytes() + block.offset(), sums);
		}
	}

	/**
	 * Padded rows of what the kernel reads: zeros around the expansion of rows of the
	 * input.
	 */
	private void fill(int number, Block block, long from, int row, int count, long to) {
		int first = Math.clamp(row, 0, this.input.rows());
		int end = Math.clamp(row + count, first, this.input.rows());
		long inside = to + (first - row) * block.rowBytes();
		NativeMemory.clear(to, inside - to);
		NativeMemory.clear(inside + (end - first) * block.rowBytes(), (row + count - end) * block.rowBytes());
		long source = from + first * this.input.rowBytes();
		long packed = to + count * block.rowBytes();
		boolean together = this.expand != null && this.input.columns() <= NARROW;
		if (together) {
			expand(number, block, source, (end - first) * this.input.columns(), packed);
		}
		for (int y = 0; y < end - first; y++) {
			long target = pad(block, inside + y * block.rowBytes());
			if (together) {
				NativeMemory.copy(packed + y * insideBytes(block), target, insideBytes(block));
			}
			else {
				expand(number, block, source + y * this.input.rowBytes(), this.input.columns(), target);
			}
		}
	}

	/** Clears the ends of a row and tells where its inside begins. */
	private long pad(Block block, long row) {
		long inside = row + this.spec.padLeft() * block.pixelBytes();
		NativeMemory.clear(row, inside - row);
		NativeMemory.clear(inside + insideBytes(block), this.spec.padRight() * block.pixelBytes());
		return inside;
	}

	private void expand(int number, Block block, long from, int pixels, long to) {
		if (this.expand == null) {
			NativeMemory.copy(from, to, pixels * block.pixelBytes());
			return;
		}
		this.expand.multiply(this.kernels, number, from, this.input.pixelBytes(), pixels, to, block.pixelBytes());
		Activations.apply(this.kernels, this.expandActivation, to, block.pixelBytes(), pixels, block.vectors());
	}

	private long insideBytes(Block block) {
		return this.input.columns() * block.pixelBytes();
	}

	private void filter(Block block, long in, int rows, long to, long sums) {
		long stride = this.output.pixelBytes();
		int together = Math.ceilDiv(FILTERED_PIXELS, this.output.columns());
		for (int first = 0; first < rows; first += together) {
			int count = Math.min(together, rows - first);
			long target = to + first * this.output.rowBytes();
			this.kernels.depthwise(block.taps(), in + first * block.taps().line(), block.weights(), block.vectors(),
					block.bias(), target, stride, count, this.output.columns());
			int pixels = count * this.output.columns();
			Activations.apply(this.kernels, this.spec.activation(), target, stride, pixels, block.vectors());
			if (sums != 0) {
				this.kernels.sum(target, stride, pixels, block.vectors(), sums + block.offset());
			}
		}
	}

	/**
	 * Outputs of a band, at least enough that what two bands share does not overlap
	 * itself.
	 */
	private int bandOutputs(Block block) {
		long rows = BAND_BYTES / block.rowBytes();
		int fitting = (int) ((rows - this.spec.spanH()) / this.spec.strideH()) + 1;
		int least = Math.ceilDiv(this.spec.spanH(), this.spec.strideH());
		return Math.min(Math.max(fitting, least), Math.min(SEGMENT_ROWS, this.output.rows()));
	}

	/**
	 * Channels that a tile computes.
	 *
	 * @param offset of the first, in bytes within a pixel
	 * @param vectors how many, in vectors
	 * @param pixelBytes of a pixel in scratch memory
	 * @param rowBytes of a padded row in scratch memory
	 * @param taps how the kernel walks over scratch memory
	 * @param weights {@code [kernelH][kernelW][vectors * lanes]}
	 * @param bias {@code [vectors * lanes]}
	 */
	private record Block(long offset, int vectors, long pixelBytes, long rowBytes, Kernels.Taps taps, long weights,
			long bias) {

		static Block of(Arena arena, ConvolutionSpec spec, int firstVector, int vectors, int lanes, Picture input) {
			long pixelBytes = (long) vectors * lanes * Float.BYTES;
			long columns = (long) spec.padLeft() + input.columns() + spec.padRight();
			long rowBytes = Math.multiplyExact(columns, pixelBytes);
			Kernels.Taps taps = new Kernels.Taps(spec.kernelH(), spec.kernelW(), spec.dilationH() * rowBytes,
					spec.dilationW() * pixelBytes, spec.strideW() * pixelBytes, spec.strideH() * rowBytes);
			int channel = firstVector * lanes;
			return new Block((long) channel * Float.BYTES, vectors, pixelBytes, rowBytes, taps,
					Weights.depthwise(arena, spec, channel, vectors * lanes),
					Weights.bias(arena, spec.bias(), channel, vectors * lanes));
		}

	}

}
