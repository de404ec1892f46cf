package io.efficientnet.classifier.inference.reference.kernel;

/**
 * The loops that a network spends its time in. Operands are addresses of float32 in
 * native memory; strides and extents of memory are in bytes, counts in elements. Rows of
 * channels are padded to whole vectors, so there are no tails. Callers guarantee that all
 * that is addressed is theirs: nothing is checked here. Safe for concurrent use on
 * operands that do not overlap.
 *
 * <p>
 * Every element is the result of one chain of fused multiply-adds in the order that the
 * method states, so implementations agree bit for bit.
 */
public interface Kernels {

	/** Most vectors that {@link #multiply} takes at once. */
	int PANEL_VECTORS = 3;

	/**
	 * What computes.
	 * @return for instance {@code 512-bit vectors}
	 */
	String name();

	/**
	 * Elements of a vector; channels are padded to multiples of it.
	 * @return a power of two
	 */
	int lanes();

	/**
	 * Rows times a panel of a matrix:
	 * {@code c[r][j] = bias[j] + sum over k of a[r][k] * w[k][j]}, by ascending k.
	 * @param a first row
	 * @param aStride from row to row
	 * @param rows how many
	 * @param pieces how the elements of a row lie
	 * @param w panel {@code [depth][vectors * lanes]}
	 * @param vectors width of the panel, 1 to 3
	 * @param bias {@code [vectors * lanes]}
	 * @param c first row of the sums
	 * @param cStride from row to row
	 */
	void multiply(long a, long aStride, int rows, Pieces pieces, long w, int vectors, long bias, long c, long cStride);

	/**
	 * Rows of outputs of a depthwise convolution over padded rows: {@code out[y][x][j]}
	 * is {@code bias[j]} plus the sum of
	 * {@code in[y * line + i][x * step + k][j] * w[i][k][j]} over (i, k), by ascending i,
	 * then k.
	 * @param taps where and with which weights the kernel reads
	 * @param in first row under the kernel, padding included
	 * @param w {@code [kernelH][kernelW][vectors * lanes]}
	 * @param vectors channels are this many vectors
	 * @param bias {@code [vectors * lanes]}
	 * @param out the outputs
	 * @param outStride from output to output, also from the last of a row to the next one
	 * @param rows number of rows of outputs
	 * @param columns outputs of a row
	 */
	void depthwise(Taps taps, long in, long w, int vectors, long bias, long out, long outStride, int rows, int columns);

	/**
	 * {@code x / (1 + exp(-x))} in place, for x from -1e6 to 1e6; what is not finite
	 * stays so.
	 * @param x rows
	 * @param stride from row to row
	 * @param rows how many
	 * @param vectors width of a row
	 */
	void silu(long x, long stride, int rows, int vectors);

	/**
	 * {@code 1 / (1 + exp(-x))} in place, for any x; parameters as in {@link #silu}.
	 */
	void sigmoid(long x, long stride, int rows, int vectors);

	/**
	 * {@code min(max(x, low), high)} in place; further parameters as in {@link #silu}.
	 * Where {@code low} is 0 a NaN becomes {@code high} or 0.
	 */
	void clip(long x, long stride, int rows, int vectors, float low, float high);

	/**
	 * {@code sums[j] += x[r][j]}, by ascending r.
	 * @param x rows
	 * @param stride from row to row
	 * @param rows how many
	 * @param vectors width of a row
	 * @param sums {@code [vectors * lanes]}
	 */
	void sum(long x, long stride, int rows, int vectors, long sums);

	/**
	 * {@code to[r][j] = x[r][j] * factors[j]}.
	 * @param x rows
	 * @param factors {@code [vectors * lanes]}
	 * @param to rows; may be {@code x}
	 * @param stride from row to row, of both
	 * @param rows how many
	 * @param vectors width of a row
	 */
	void scale(long x, long factors, long to, long stride, int rows, int vectors);

	/**
	 * {@code to[k][j] = w[k][j] * factors[k]}, a panel of a matrix with its rows scaled.
	 * @param w panel {@code [depth][vectors * lanes]}
	 * @param factors {@code [depth]}
	 * @param to panel of the same size
	 * @param depth number of rows
	 * @param vectors width of the panel
	 */
	void scaleRows(long w, long factors, long to, int depth, int vectors);

	/**
	 * {@code to[r][j] = left[r][j] + right[r][j]}.
	 * @param left operand
	 * @param right operand
	 * @param to may be one of them
	 * @param stride from row to row, of all three
	 * @param rows how many
	 * @param vectors width of a row
	 */
	void add(long left, long right, long to, long stride, int rows, int vectors);

	/**
	 * Elements of a row, in pieces of adjacent ones.
	 *
	 * @param count number of pieces
	 * @param elements of each piece
	 * @param stride from piece to piece
	 */
	record Pieces(int count, int elements, long stride) {

		/**
		 * A row in one piece.
		 * @param elements of the row
		 * @return the piece
		 */
		public static Pieces adjacent(int elements) {
			return new Pieces(1, elements, 0);
		}

		/**
		 * Elements of a row.
		 * @return of all pieces together
		 */
		public int depth() {
			return this.count * this.elements;
		}

	}

	/**
	 * How a depthwise kernel walks over padded rows.
	 *
	 * @param kernelH rows of the kernel
	 * @param kernelW columns of the kernel
	 * @param rowStride from a tap to the one below
	 * @param tapStride from a tap to the next one
	 * @param step from an output's first tap to the next output's
	 * @param line from an output's first tap to that of the output below
	 */
	record Taps(int kernelH, int kernelW, long rowStride, long tapStride, long step, long line) {
	}

}
