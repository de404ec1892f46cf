package io.efficientnet.classifier.image;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.efficientnet.classifier.image.AxisWeights.Axis;
import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;
import io.efficientnet.classifier.model.Preprocessing;

/**
 * {@code Image.resize} of Pillow 13 for 8-bit RGB, bit for bit, computing only the window
 * that is wanted. Safe for use by several threads.
 *
 * @see <a href=
 * "https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Resample.c</a>
 */
final class PillowResampler {

	private static final int CHANNELS = RgbImage.CHANNELS;

	private static final int HALF = 1 << (AxisWeights.PRECISION_BITS - 1);

	private final BlockingQueue<Scratch> idle = new ArrayBlockingQueue<>(
			2 * Runtime.getRuntime().availableProcessors());

	RgbImage resample(RgbImage source, ResizeRequest request) {
		if (request.filter() == Preprocessing.Filter.NEAREST) {
			return nearest(source, request);
		}
		Scratch pooled = this.idle.poll();
		Scratch scratch = (pooled != null) ? pooled : new Scratch();
		RgbImage result = weighted(source, request, scratch);
		if (scratch.isWorthKeeping()) {
			// a full pool drops the scratch, which is then garbage
			boolean _ = this.idle.offer(scratch);
		}
		return result;
	}

	private static RgbImage weighted(RgbImage source, ResizeRequest request, Scratch scratch) {
		ResamplingKernel kernel = ResamplingKernel.of(request.filter());
		Window window = request.window();
		AxisWeights columns = AxisWeights.of(kernel, horizontalAxis(source, request), window.left(), window.width());
		AxisWeights rows = AxisWeights.of(kernel, verticalAxis(source, request), window.top(), window.height());
		byte[] result = new byte[window.width() * window.height() * CHANNELS];
		int stride = source.widthPixels() * CHANNELS;
		if (isVerticalFirst(source, request)) {
			int length = columns.sourceLength() * CHANNELS;
			byte[] between = scratch.between(length * rows.positions());
			weighRows(source.samples(), columns.sourceStart() * CHANNELS, stride, rows, between, length, scratch);
			weighColumns(between, -columns.sourceStart() * CHANNELS, length, columns, result, rows.positions());
		}
		else {
			int length = columns.positions() * CHANNELS;
			byte[] between = scratch.between(length * rows.sourceLength());
			weighColumns(source.samples(), rows.sourceStart() * stride, stride, columns, between, rows.sourceLength());
			weighRows(between, -rows.sourceStart() * length, length, rows, result, length, scratch);
		}
		return new RgbImage(window.width(), window.height(), result);
	}

	/**
	 * Both passes round to 8 bit, so their order shows. Pillow 13 decides by the sizes of
	 * whole pictures; earlier versions differ.
	 */
	private static boolean isVerticalFirst(RgbImage source, ResizeRequest request) {
		return request.height() < source.heightPixels()
				&& source.heightPixels() - request.height() > 2 * (source.widthPixels() - request.width());
	}

	/**
	 * The horizontal pass: {@code out[y][x] = sum(in[y][first(x) + k] * weight(x, k))}.
	 */
	private static void weighColumns(byte[] in, int offset, int stride, AxisWeights columns, byte[] out, int rows) {
		int[] weights = columns.weights();
		int o = 0;
		for (int y = 0; y < rows; y++) {
			int row = offset + y * stride;
			for (int x = 0; x < columns.positions(); x++) {
				int i = row + columns.first(x) * CHANNELS;
				int start = columns.weightsOf(x);
				int end = start + columns.count(x);
				int red = HALF;
				int green = HALF;
				int blue = HALF;
				for (int k = start; k < end; k++, i += CHANNELS) {
					int weight = weights[k];
					red += (in[i] & 0xff) * weight;
					green += (in[i + 1] & 0xff) * weight;
					blue += (in[i + 2] & 0xff) * weight;
				}
				out[o++] = clip(red);
				out[o++] = clip(green);
				out[o++] = clip(blue);
			}
		}
	}

	/**
	 * The vertical pass: {@code out[y][x] = sum(in[first(y) + k][x] * weight(y, k))}.
	 */
	private static void weighRows(byte[] in, int offset, int stride, AxisWeights rows, byte[] out, int length,
			Scratch scratch) {
		int[] sums = scratch.sums(length);
		int[] weights = rows.weights();
		for (int y = 0; y < rows.positions(); y++) {
			Arrays.fill(sums, 0, length, HALF);
			int row = offset + rows.first(y) * stride;
			int start = rows.weightsOf(y);
			for (int k = 0; k < rows.count(y); k++) {
				addWeighted(in, row + k * stride, weights[start + k], sums, length);
			}
			clip(sums, out, y * length, length);
		}
	}

	private static void addWeighted(byte[] in, int from, int weight, int[] sums, int length) {
		for (int i = 0; i < length; i++) {
			sums[i] += (in[from + i] & 0xff) * weight;
		}
	}

	private static void clip(int[] sums, byte[] out, int to, int length) {
		for (int i = 0; i < length; i++) {
			out[to + i] = clip(sums[i]);
		}
	}

	private static byte clip(int sum) {
		return (byte) Math.max(0, Math.min(255, sum >> AxisWeights.PRECISION_BITS));
	}

	private static RgbImage nearest(RgbImage source, ResizeRequest request) {
		Window window = request.window();
		int[] columns = nearestPositions(horizontalAxis(source, request), window.left(), window.width());
		int[] rows = nearestPositions(verticalAxis(source, request), window.top(), window.height());
		byte[] in = source.samples();
		byte[] out = new byte[window.width() * window.height() * CHANNELS];
		int o = 0;
		for (int row : rows) {
			for (int column : columns) {
				int i = (row * source.widthPixels() + column) * CHANNELS;
				out[o++] = in[i];
				out[o++] = in[i + 1];
				out[o++] = in[i + 2];
			}
		}
		return new RgbImage(window.width(), window.height(), out);
	}

	private static int[] nearestPositions(Axis axis, int from, int positions) {
		int[] nearest = new int[positions];
		double step = axis.scale();
		double position = axis.start() + step * 0.5;
		for (int i = 0; i < from + positions; i++) {
			if (i >= from) {
				nearest[i - from] = (int) position;
			}
			// added up rather than multiplied, as in the original, whose rounding shows
			position += step;
		}
		return nearest;
	}

	private static Axis horizontalAxis(RgbImage source, ResizeRequest request) {
		Box box = request.box();
		return new Axis(source.widthPixels(), box.left(), box.right(), request.width());
	}

	private static Axis verticalAxis(RgbImage source, ResizeRequest request) {
		Box box = request.box();
		return new Axis(source.heightPixels(), box.top(), box.bottom(), request.height());
	}

	/** Arrays that outlive a call; one thread uses them at a time. */
	private static final class Scratch {

		private static final int LARGEST_KEPT_BYTES = 8 << 20;

		private byte[] between = new byte[0];

		private int[] sums = new int[0];

		byte[] between(int length) {
			if (this.between.length < length) {
				this.between = new byte[length];
			}
			return this.between;
		}

		int[] sums(int length) {
			if (this.sums.length < length) {
				this.sums = new int[length];
			}
			return this.sums;
		}

		boolean isWorthKeeping() {
			return this.between.length <= LARGEST_KEPT_BYTES && this.sums.length <= LARGEST_KEPT_BYTES / Integer.BYTES;
		}

	}

}
