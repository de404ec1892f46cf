package io.efficientnet.classifier.image;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

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

	private static final int MOST_KEPT_BYTES = 8 << 20;

	// one thread uses one of them at a time
	private final BlockingQueue<ResamplingPasses> idle = new ArrayBlockingQueue<>(
			2 * Runtime.getRuntime().availableProcessors());

	private final Supplier<? extends ResamplingPasses> newPasses;

	PillowResampler() {
		this(areVectorsUseful() ? VectorPasses::new : ScalarPasses::new);
	}

	PillowResampler(Supplier<? extends ResamplingPasses> newPasses) {
		this.newPasses = newPasses;
	}

	private static boolean areVectorsUseful() {
		return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorPasses.areFast();
	}

	RgbImage resample(RgbImage source, ResizeRequest request) {
		if (request.filter() == Preprocessing.Filter.NEAREST) {
			return nearest(source, request);
		}
		ResamplingPasses pooled = this.idle.poll();
		ResamplingPasses passes = (pooled != null) ? pooled : this.newPasses.get();
		RgbImage result = weighted(source, request, passes);
		if (passes.bytesHeld() <= MOST_KEPT_BYTES) {
			// a full pool drops the passes, which are then garbage
			boolean _ = this.idle.offer(passes);
		}
		return result;
	}

	private static RgbImage weighted(RgbImage source, ResizeRequest request, ResamplingPasses passes) {
		ResamplingKernel kernel = ResamplingKernel.of(request.filter());
		Window window = request.window();
		AxisWeights columns = AxisWeights.of(kernel, horizontalAxis(source, request), window.left(), window.width());
		AxisWeights rows = AxisWeights.of(kernel, verticalAxis(source, request), window.top(), window.height());
		byte[] result = new byte[window.width() * window.height() * CHANNELS];
		if (isVerticalFirst(source, request)) {
			verticalFirst(source, rows, columns, passes, result);
		}
		else {
			horizontalFirst(source, columns, rows, passes, result);
		}
		return new RgbImage(window.width(), window.height(), result);
	}

	/** Keeps the latest rows between the passes, no more than the vertical one needs. */
	private static void horizontalFirst(RgbImage source, AxisWeights columns, AxisWeights rows, ResamplingPasses passes,
			byte[] result) {
		int stride = source.widthPixels() * CHANNELS;
		int length = columns.positions() * CHANNELS;
		int end = rows.sourceStart() + rows.sourceLength();
		int block = passes.blockRows();
		int kept = Math.ceilDiv(rows.taps(), block) * block + block;
		byte[] between = new byte[kept * length];
		int[] starts = new int[rows.taps()];
		int next = rows.sourceStart();
		for (int y = 0; y < rows.positions(); y++) {
			for (; next < rows.first(y) + rows.count(y); next += block) {
				int from = next * stride + columns.sourceStart() * CHANNELS;
				passes.across(source.samples(), from, stride, Math.min(block, end - next), columns, between,
						kept(next, rows, kept) * length);
			}
			for (int k = 0; k < rows.count(y); k++) {
				starts[k] = kept(rows.first(y) + k, rows, kept) * length;
			}
			passes.down(between, starts, rows, y, length, result, y * length);
		}
	}

	private static int kept(int row, AxisWeights rows, int kept) {
		return (row - rows.sourceStart()) % kept;
	}

	private static void verticalFirst(RgbImage source, AxisWeights rows, AxisWeights columns, ResamplingPasses passes,
			byte[] result) {
		int stride = source.widthPixels() * CHANNELS;
		int read = columns.sourceLength() * CHANNELS;
		int written = columns.positions() * CHANNELS;
		byte[] between = new byte[passes.blockRows() * read];
		int[] starts = new int[rows.taps()];
		for (int start = 0; start < rows.positions(); start += passes.blockRows()) {
			int block = Math.min(passes.blockRows(), rows.positions() - start);
			for (int y = 0; y < block; y++) {
				for (int k = 0; k < rows.count(start + y); k++) {
					starts[k] = (rows.first(start + y) + k) * stride + columns.sourceStart() * CHANNELS;
				}
				passes.down(source.samples(), starts, rows, start + y, read, between, y * read);
			}
			passes.across(between, 0, read, block, columns, result, start * written);
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

}
