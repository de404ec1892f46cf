package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;

/**
 * A constant matrix {@code [depth][outputs]} and its bias in native memory, cut into
 * panels of 3 or 2 vectors of outputs: {@code [panel][depth][vectors * lanes]}. Outputs
 * are padded with zeros to whole vectors.
 */
final class PackedMatrix {

	private final Kernels.Pieces pieces;

	private final int lanes;

	private final int vectors;

	private final int panels;

	private final long weights;

	private final long bias;

	/**
	 * Copies a matrix.
	 * @param arena that owns the copy
	 * @param lanes elements of a vector
	 * @param pieces how the inputs of a row lie
	 * @param outputs number of outputs
	 * @param source the elements
	 * @param bias {@code [outputs]}
	 */
	PackedMatrix(Arena arena, int lanes, Kernels.Pieces pieces, int outputs, Source source, FloatBuffer bias) {
		this.pieces = pieces;
		this.lanes = lanes;
		this.vectors = Math.ceilDiv(outputs, lanes);
		this.panels = Math.ceilDiv(this.vectors, Kernels.PANEL_VECTORS);
		this.weights = allocate(arena, bytes());
		this.bias = allocate(arena, vectorBytes(this.vectors));
		for (int n = 0; n < outputs; n++) {
			NativeMemory.set(this.bias + (long) n * Float.BYTES, bias.get(n));
		}
		for (int panel = 0; panel < this.panels; panel++) {
			fill(panel, outputs, source);
		}
	}

	private void fill(int panel, int outputs, Source source) {
		int first = firstVector(panel) * this.lanes;
		int width = vectors(panel) * this.lanes;
		long to = this.weights + panelOffset(panel);
		for (int j = 0; j < Math.min(width, outputs - first); j++) {
			for (int k = 0; k < depth(); k++) {
				NativeMemory.set(to + ((long) k * width + j) * Float.BYTES, source.at(first + j, k));
			}
		}
	}

	private static long allocate(Arena arena, long bytes) {
		return arena.allocate(bytes, MemoryPlan.ALIGNMENT).address();
	}

	private long vectorBytes(int count) {
		return (long) count * this.lanes * Float.BYTES;
	}

	/**
	 * Multiplies rows with a panel.
	 * @param kernels that compute
	 * @param panel number of the panel
	 * @param a first row of inputs
	 * @param aStride bytes from row to row
	 * @param rows how many
	 * @param to where the panel's outputs of the first row go
	 * @param toStride bytes from row to row
	 */
	void multiply(Kernels kernels, int panel, long a, long aStride, int rows, long to, long toStride) {
		multiply(kernels, panel, this.weights, a, aStride, rows, to, toStride);
	}

	/**
	 * Multiplies rows with a panel whose weights lie elsewhere; further parameters as
	 * above.
	 * @param weights address of all panels, in the order of this matrix
	 */
	void multiply(Kernels kernels, int panel, long weights, long a, long aStride, int rows, long to, long toStride) {
		kernels.multiply(a, aStride, rows, this.pieces, weights + panelOffset(panel), vectors(panel),
				this.bias + outputOffset(panel), to, toStride);
	}

	int depth() {
		return this.pieces.depth();
	}

	int panels() {
		return this.panels;
	}

	/**
	 * Width of a panel. With 4 vectors left, two panels of 2 are faster than 3 and 1.
	 * @param panel number of the panel
	 * @return in vectors
	 */
	int vectors(int panel) {
		return firstVector(panel + 1) - firstVector(panel);
	}

	int firstVector(int panel) {
		if (panel >= this.panels) {
			return this.vectors;
		}
		int regular = panel * Kernels.PANEL_VECTORS;
		boolean last = panel == this.panels - 1;
		return (last && panel > 0 && this.vectors - regular == 1) ? regular - 1 : regular;
	}

	/**
	 * Where a panel's outputs begin.
	 * @param panel number of the panel
	 * @return in bytes from the first output
	 */
	long outputOffset(int panel) {
		return vectorBytes(firstVector(panel));
	}

	long panelOffset(int panel) {
		return depth() * outputOffset(panel);
	}

	/**
	 * Size of all panels.
	 * @return in bytes
	 */
	long bytes() {
		return depth() * vectorBytes(this.vectors);
	}

	long weights() {
		return this.weights;
	}

	/** The elements of a matrix. */
	interface Source {

		/**
		 * An element.
		 * @param output its column
		 * @param input its row
		 * @return its value
		 */
		float at(int output, int input);

	}

}
