package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Rows times a packed matrix, with activation and residual: pointwise convolutions and
 * fully connected layers. Tiles are blocks of rows times groups of panels; those of one
 * group of panels follow each other, so that its weights stay in the cache.
 */
final class MatrixStage {

	private static final long ROWS_BYTES = 192 * 1024;

	private static final int ROW_BLOCK = 12;

	private static final int ACTIVATED_ROWS = 48;

	private static final int TILES_PER_THREAD = 4;

	private final Kernels kernels;

	private final PackedMatrix matrix;

	private final Activation activation;

	private final int rows;

	/**
	 * A stage over all rows of an image.
	 * @param kernels that compute
	 * @param matrix the weights
	 * @param activation what follows
	 * @param rows of an image
	 */
	MatrixStage(Kernels kernels, PackedMatrix matrix, Activation activation, int rows) {
		this.kernels = kernels;
		this.matrix = matrix;
		this.activation = activation;
		this.rows = rows;
	}

	PackedMatrix matrix() {
		return this.matrix;
	}

	/**
	 * Computes all images of a run.
	 * @param run the run
	 * @param input {@code [rows][pitch]}
	 * @param inputStride bytes from row to row
	 * @param output {@code [rows][pitch]}
	 * @param outputStride bytes from row to row
	 * @param residual added to the output, with its stride, or null
	 * @param scaled panels to take instead of the matrix's own, or null
	 */
	void run(Run run, Buffer input, long inputStride, Buffer output, long outputStride, @Nullable Buffer residual,
			@Nullable Buffer scaled) {
		int blockRows = blockRows();
		int blocks = Math.ceilDiv(this.rows, blockRows);
		int images = run.images();
		int groups = groups(images * blocks, run.threads());
		int panels = Math.ceilDiv(this.matrix.panels(), groups);
		run.split(groups * images * blocks, (tile, _) -> {
			int group = tile / (images * blocks);
			int image = tile / blocks % images;
			int first = tile % blocks * blockRows;
			int count = Math.min(blockRows, this.rows - first);
			long from = run.address(input, image) + first * inputStride;
			long to = run.address(output, image) + first * outputStride;
			long plus = (residual != null) ? run.address(residual, image) + first * outputStride : 0;
			long weights = (scaled != null) ? run.address(scaled, image) : this.matrix.weights();
			int end = Math.min((group + 1) * panels, this.matrix.panels());
			for (int panel = group * panels; panel < end; panel++) {
				panel(panel, weights, from, inputStride, count, plus, to, outputStride);
			}
		});
	}

	/**
	 * Computes one panel of outputs for some rows.
	 * @param panel number of the panel
	 * @param weights address of all panels
	 * @param from first row of inputs
	 * @param inputStride bytes from row to row
	 * @param count number of rows
	 * @param residual added, with the stride of the outputs; 0 for none
	 * @param to first row of outputs
	 * @param outputStride bytes from row to row
	 */
	private void panel(int panel, long weights, long from, long inputStride, int count, long residual, long to,
			long outputStride) {
		int vectors = this.matrix.vectors(panel);
		long offset = this.matrix.outputOffset(panel);
		for (int row = 0; row < count; row += ACTIVATED_ROWS) {
			int some = Math.min(ACTIVATED_ROWS, count - row);
			long target = to + offset + row * outputStride;
			this.matrix.multiply(this.kernels, panel, weights, from + row * inputStride, inputStride, some, target,
					outputStride);
			Activations.apply(this.kernels, this.activation, target, outputStride, some, vectors);
			if (residual != 0) {
				long plus = residual + offset + row * outputStride;
				this.kernels.add(target, plus, target, outputStride, some, vectors);
			}
		}
	}

	private int blockRows() {
		long fitting = ROWS_BYTES / ((long) this.matrix.depth() * Float.BYTES) / ROW_BLOCK * ROW_BLOCK;
		return Math.clamp(fitting, ROW_BLOCK, this.rows + ROW_BLOCK - 1);
	}

	private int groups(int blocks, int threads) {
		if (threads == 1 || blocks >= threads * TILES_PER_THREAD) {
			return 1;
		}
		return Math.min(this.matrix.panels(), Math.ceilDiv(threads * TILES_PER_THREAD, blocks));
	}

}
