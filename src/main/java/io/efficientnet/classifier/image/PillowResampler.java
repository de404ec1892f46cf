package io.efficientnet.classifier.image;

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

	private final BlockingQueue<Scratch> idle = new ArrayBlockingQueue<>(
			2 * Runtime.getRuntime().availableProcessors());

	RgbImage resample(RgbImage source, ResizeRequest request) {
		if (request.filter() == Preprocessing.Filter.NEAREST) {
			return nearest(source, request);
		}
		Scratch pooled = this.idle.poll();
		Scratch scratch = (pooled != null) ? pooled : new Scratch(new HorizontalPass(), new VerticalPass());
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
		if (isVerticalFirst(source, request)) {
			verticalFirst(source, rows, columns, scratch, result);
		}
		else {
			horizontalFirst(source, columns, rows, scratch, result);
		}
		return new RgbImage(window.width(), window.height(), result);
	}

	private static void horizontalFirst(RgbImage source, AxisWeights columns, AxisWeights rows, Scratch scratch,
			byte[] result) {
		int length = columns.positions() * CHANNELS;
		int end = rows.sourceStart() + rows.sourceLength();
		scratch.down().prepare(rows.taps() + HorizontalPass.BLOCK, length);
		int next = rows.sourceStart();
		for (int y = 0; y < rows.positions(); y++) {
			next = Math.max(next, rows.first(y));
			while (next < rows.first(y) + rows.count(y)) {
				int block = Math.min(HorizontalPass.BLOCK, end - next);
				int from = (next * source.widthPixels() + columns.sourceStart()) * CHANNELS;
				scratch.across().weigh(source.samples(), from, source.widthPixels() * CHANNELS, block, columns);
				copyToRows(scratch, next, block, length);
				next += block;
			}
			narrow(scratch.down().weigh(rows, y, length), result, y * length, length);
		}
	}

	private static void copyToRows(Scratch scratch, int first, int block, int length) {
		int[][] rows = new int[block][];
		for (int y = 0; y < block; y++) {
			rows[y] = scratch.down().row(first + y);
		}
		for (int i = 0; i < length; i++) {
			int[] column = scratch.across().column(i);
			for (int y = 0; y < block; y++) {
				rows[y][i] = column[y];
			}
		}
	}

	private static void verticalFirst(RgbImage source, AxisWeights rows, AxisWeights columns, Scratch scratch,
			byte[] result) {
		int read = columns.sourceLength() * CHANNELS;
		int written = columns.positions() * CHANNELS;
		scratch.down().prepare(rows.taps(), read);
		byte[] between = new byte[HorizontalPass.BLOCK * read];
		int next = rows.sourceStart();
		for (int start = 0; start < rows.positions(); start += HorizontalPass.BLOCK) {
			int block = Math.min(HorizontalPass.BLOCK, rows.positions() - start);
			for (int y = start; y < start + block; y++) {
				for (next = Math.max(next, rows.first(y)); next < rows.first(y) + rows.count(y); next++) {
					int from = (next * source.widthPixels() + columns.sourceStart()) * CHANNELS;
					widen(source.samples(), from, scratch.down().row(next), read);
				}
				narrow(scratch.down().weigh(rows, y, read), between, (y - start) * read, read);
			}
			scratch.across().weigh(between, 0, read, block, columns);
			for (int i = 0; i < written; i++) {
				int[] column = scratch.across().column(i);
				for (int y = 0; y < block; y++) {
					result[(start + y) * written + i] = (byte) column[y];
				}
			}
		}
	}

	private static void widen(byte[] in, int from, int[] out, int length) {
		for (int i = 0; i < length; i++) {
			out[i] = in[from + i] & 0xff;
		}
	}

	private static void narrow(int[] in, byte[] out, int to, int length) {
		for (int i = 0; i < length; i++) {
			out[to + i] = (byte) in[i];
		}
	}

	/**
	 * Both passes round to 8 bit, so their order shows. Pillow 13 decides by the sizes of
	 * whole pictures; earlier versions differ.
	 */
	private static boolean isVerticalFirst(RgbImage source, ResizeRequest request) {
		return request.height() < source.heightPixels()
				&& source.heightPixels() - request.height() > 2 * (source.widthPixels() - request.width());
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

	/** What outlives a call; one thread uses it at a time. */
	private record Scratch(HorizontalPass across, VerticalPass down) {

		private static final int LARGEST_KEPT_SAMPLES = 2 << 20;

		boolean isWorthKeeping() {
			return this.across.samplesHeld() + this.down.samplesHeld() <= LARGEST_KEPT_SAMPLES;
		}

	}

}
