package io.efficientnet.classifier.inference.reference.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The vector kernels give the bits of the scalar ones, and neither writes beyond its
 * operands. Memory is compared whole, so a write outside of an operand shows.
 */
class KernelsTests {

	private static final int FLOATS = 40_000;

	/**
	 * Error of the polynomial plus rounding, as the Javadoc of {@link Logistic} states.
	 */
	private static final double LOGISTIC_ERROR = 2e-6;

	/** What {@code exp(-87)} is, beyond which the kernels do not tell powers apart. */
	private static final double TINY = 2e-38;

	private static final float LARGEST_SWISH = 1e6f;

	private static final float[] EXTREMES = { 0, -0f, 1e-40f, -1e-40f, 87, -87, 88.8f, -88.8f, 126, -126, 1e4f, -1e4f,
			1e6f, -1e6f, 1e7f, -1e7f, 13350279f, -13350279f, 1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE,
			Float.POSITIVE_INFINITY };

	private final ScalarKernels scalar = new ScalarKernels(new VectorKernels().lanes());

	private final VectorKernels vector = new VectorKernels();

	private final int lanes = this.vector.lanes();

	static Stream<Arguments> products() {
		return Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 49)
			.flatMap((rows) -> Stream.of(1, 2, 3)
				.flatMap((vectors) -> Stream.of(1, 3, 27, 40).map((depth) -> Arguments.of(rows, vectors, depth))));
	}

	@ParameterizedTest
	@MethodSource("products")
	void multiplyAlike(int rows, int vectors, int depth) {
		int width = vectors * this.lanes;
		assertAlike((kernels, at) -> kernels.multiply(at, 4L * (depth + 3), rows, Kernels.Pieces.adjacent(depth),
				at + 4L * 4000, vectors, at + 4L * 12_000, at + 4L * 16_000, 4L * (width + 5)));
	}

	static Stream<Arguments> filters() {
		return Stream.of(1, 2, 3, 5, 7)
			.flatMap((kernel) -> Stream.of(1, 2, 3)
				.flatMap((step) -> Stream.of(1, 2, 7, 8, 13).map((columns) -> Arguments.of(kernel, step, columns))));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 4, 5 })
	void multiplyAlikeWhereRowsLieInPieces(int rows) {
		Kernels.Pieces pieces = new Kernels.Pieces(9, 3, 4L * 57);
		for (int vectors = 1; vectors <= 3; vectors++) {
			int count = vectors;
			assertAlike((kernels, at) -> kernels.multiply(at, 8, rows, pieces, at + 4L * 4000, count, at + 4L * 12_000,
					at + 4L * 16_000, 4L * (count * this.lanes + 5)));
		}
	}

	@ParameterizedTest
	@MethodSource("filters")
	void filterAlike(int kernel, int step, int columns) {
		for (int vectors = 1; vectors <= 4; vectors++) {
			int count = vectors;
			long pixel = 4L * count * this.lanes;
			long row = (columns * step + kernel) * pixel;
			Kernels.Taps taps = new Kernels.Taps(kernel, kernel, row, pixel, step * pixel, step * row);
			assertAlike((kernels, at) -> kernels.depthwise(taps, at, at + 4L * 30_000, count, at + 4L * 34_000,
					at + 4L * 35_000, pixel + 20, 2, columns));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 7 })
	void activateAlike(int rows) {
		for (int vectors = 1; vectors <= 3; vectors++) {
			int count = vectors;
			long stride = 4L * (vectors * this.lanes + 3);
			assertAlike((kernels, at) -> kernels.silu(at, stride, rows, count));
			assertAlike((kernels, at) -> kernels.sigmoid(at, stride, rows, count));
			assertAlike((kernels, at) -> kernels.clip(at, stride, rows, count, 0, 6));
			assertAlike((kernels, at) -> kernels.clip(at, stride, rows, count, -1, 0.5f));
			assertAlike((kernels, at) -> kernels.sum(at, stride, rows, count, at + 4L * 1000));
			assertAlike((kernels, at) -> kernels.scale(at, at + 4L * 2000, at + 4L * 3000, stride, rows, count));
			assertAlike((kernels, at) -> kernels.scaleRows(at, at + 4L * 2000, at + 4L * 3000, rows, count));
			assertAlike((kernels, at) -> kernels.add(at, at + 4L * 2000, at + 4L * 3000, stride, rows, count));
		}
	}

	@Test
	void activateExtremesAlike() {
		assertAlike((kernels, at) -> {
			for (int i = 0; i < EXTREMES.length; i++) {
				NativeMemory.set(at + 4L * i, EXTREMES[i]);
				NativeMemory.set(at + 4L * (200 + i), EXTREMES[i]);
			}
			kernels.silu(at, 4L * this.lanes, 4, 1);
			kernels.sigmoid(at + 4L * 200, 4L * this.lanes, 4, 1);
		});
	}

	@Test
	void activateExtremesAsTheFormulaSays() {
		try (Arena arena = Arena.ofConfined()) {
			long at = arena.allocate(4L * this.lanes, 64).address();
			for (float x : EXTREMES) {
				double logistic = 1 / (1 + Math.exp(-x));
				NativeMemory.set(at, x);
				this.vector.sigmoid(at, 4L * this.lanes, 1, 1);
				assertThat((double) NativeMemory.get(at)).as("sigmoid of %s", x)
					.isCloseTo(logistic, within(LOGISTIC_ERROR));
				if (Math.abs(x) > LARGEST_SWISH) {
					continue;
				}
				NativeMemory.set(at, x);
				this.vector.silu(at, 4L * this.lanes, 1, 1);
				double expected = x * logistic;
				assertThat((double) NativeMemory.get(at)).as("swish of %s", x)
					.isCloseTo(expected, within(LOGISTIC_ERROR * Math.abs(expected) + TINY * Math.abs((double) x)));
			}
		}
	}

	@Test
	void whatIsNoNumberStaysNone() {
		try (Arena arena = Arena.ofConfined()) {
			long at = arena.allocate(4L * this.lanes, 64).address();
			for (int bits : new int[] { 0x7fc00000, 0xffc00000, 0x7fffffff, 0xffffffff, 0x7f800001 }) {
				NativeMemory.set(at, Float.intBitsToFloat(bits));
				this.vector.sigmoid(at, 4L * this.lanes, 1, 1);
				assertThat(NativeMemory.get(at)).isNaN();
				NativeMemory.set(at, Float.intBitsToFloat(bits));
				this.vector.silu(at, 4L * this.lanes, 1, 1);
				assertThat(NativeMemory.get(at)).isNaN();
			}
		}
	}

	@Test
	void computesTheLogisticFunction() {
		try (Arena arena = Arena.ofConfined()) {
			long at = arena.allocate(4L * this.lanes, 64).address();
			for (float x = -80; x < 80; x += 0.37f) {
				if (Math.abs(x) > LARGEST_SWISH) {
					continue;
				}
				NativeMemory.set(at, x);
				this.vector.silu(at, 4L * this.lanes, 1, 1);
				double exact = x / (1 + Math.exp(-x));
				assertThat((double) NativeMemory.get(at)).isCloseTo(exact,
						within(LOGISTIC_ERROR * Math.abs(exact) + Float.MIN_NORMAL));
			}
		}
	}

	@Test
	void multipliesAsTheFormulaSays() {
		try (Arena arena = Arena.ofConfined()) {
			long at = arena.allocate(4096, 64).address();
			NativeMemory.set(at, 2);
			NativeMemory.set(at + 4, 3);
			NativeMemory.set(at + 256, 10);
			NativeMemory.set(at + 256 + 4L * this.lanes, 100);
			NativeMemory.set(at + 1024, 1);
			this.vector.multiply(at, 8, 1, Kernels.Pieces.adjacent(2), at + 256, 1, at + 1024, at + 2048, 0);
			assertThat(NativeMemory.get(at + 2048)).isEqualTo(1 + 2 * 10 + 3 * 100);
		}
	}

	private void assertAlike(BiConsumer<Kernels, Long> call) {
		assertThat(memoryAfter(this.vector, call)).isEqualTo(memoryAfter(this.scalar, call));
	}

	private static int[] memoryAfter(Kernels kernels, BiConsumer<Kernels, Long> call) {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment memory = arena.allocate(4L * FLOATS, 64);
			Random random = new Random(FLOATS);
			for (int i = 0; i < FLOATS; i++) {
				memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 2);
			}
			call.accept(kernels, memory.address());
			int[] bits = memory.toArray(ValueLayout.JAVA_INT);
			return Arrays.stream(bits).map((bit) -> Float.isNaN(Float.intBitsToFloat(bit)) ? -1 : bit).toArray();
		}
	}

}
