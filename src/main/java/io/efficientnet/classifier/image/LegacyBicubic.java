package io.efficientnet.classifier.image;

import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;

/**
 * {@code tf.compat.v1.image.resize_bicubic} of TensorFlow without aligned corners and
 * half pixel centres, by which the original EfficientNet weights were evaluated, bit for
 * bit: four taps however much a picture shrinks, weights from a table, float32 sums that
 * are neither rounded nor clipped. What is outside the box repeats its edge.
 *
 * @see <a href=
 * "https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/kernels/image/resize_bicubic_op.cc">resize_bicubic_op.cc</a>
 */
final class LegacyBicubic {

	private static final int CHANNELS = RgbImage.CHANNELS;

	private static final int TAPS = 4;

	/** Distances between two pixels that the table tells apart. */
	private static final int STEPS = 1024;

	private static final double SHARPNESS = -0.75;

	// by distance from the pixel in 0..1, and less one in 1..2
	private static final float[] NEAR = new float[STEPS + 1];

	private static final float[] FAR = new float[STEPS + 1];

	static {
		for (int i = 0; i <= STEPS; i++) {
			double x = (double) i / STEPS;
			NEAR[i] = (float) (((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1);
			double y = x + 1;
			FAR[i] = (float) (((SHARPNESS * y - 5 * SHARPNESS) * y + 8 * SHARPNESS) * y - 4 * SHARPNESS);
		}
	}

	private LegacyBicubic() {
	}

	/**
	 * Resizes a part of a picture.
	 * @param source picture
	 * @param request whose box has whole numbers
	 * @return the window of the result
	 */
	static RealImage resample(RgbImage source, ResizeRequest request) {
		Box box = request.box();
		Window window = request.window();
		int left = (int) box.left();
		int right = (int) box.right();
		Axis columns = Axis.of(left, right, request.width(), window.left(), window.width());
		Axis rows = Axis.of((int) box.top(), (int) box.bottom(), request.height(), window.top(), window.height());
		int start = left * CHANNELS;
		float[] row = new float[right * CHANNELS - start];
		float[] result = new float[window.width() * window.height() * CHANNELS];
		for (int y = 0; y < window.height(); y++) {
			down(source, rows, y, start, row);
			across(row, columns, start, result, y * window.width() * CHANNELS);
		}
		return new RealImage(window.width(), window.height(), result);
	}

	/**
	 * An upper bound of what a resize allocates, the rounded result included.
	 * @param sourceWidth of the box, in pixels
	 * @param width of the window, in pixels
	 * @param height of the window, in pixels
	 * @return bytes
	 */
	static long mostBytes(long sourceWidth, int width, int height) {
		long axes = ((long) width + height) * TAPS * (Integer.BYTES + Float.BYTES);
		return axes + Float.BYTES * CHANNELS * sourceWidth + (Float.BYTES + 1) * RgbImage.bytes(width, height);
	}

	private static void down(RgbImage source, Axis rows, int y, int start, float[] row) {
		byte[] in = source.samples();
		int stride = source.widthPixels() * CHANNELS;
		int first = y * TAPS;
		int a = rows.positions[first] * stride + start;
		int b = rows.positions[first + 1] * stride + start;
		int c = rows.positions[first + 2] * stride + start;
		int d = rows.positions[first + 3] * stride + start;
		float ofA = rows.weights[first];
		float ofB = rows.weights[first + 1];
		float ofC = rows.weights[first + 2];
		float ofD = rows.weights[first + 3];
		for (int i = 0; i < row.length; i++) {
			row[i] = (in[a + i] & 0xff) * ofA + (in[b + i] & 0xff) * ofB + (in[c + i] & 0xff) * ofC
					+ (in[d + i] & 0xff) * ofD;
		}
	}

	private static void across(float[] row, Axis columns, int start, float[] result, int to) {
		int o = to;
		for (int first = 0; first < columns.positions.length; first += TAPS) {
			int a = columns.positions[first] * CHANNELS - start;
			int b = columns.positions[first + 1] * CHANNELS - start;
			int c = columns.positions[first + 2] * CHANNELS - start;
			int d = columns.positions[first + 3] * CHANNELS - start;
			for (int channel = 0; channel < CHANNELS; channel++) {
				result[o++] = row[a + channel] * columns.weights[first] + row[b + channel] * columns.weights[first + 1]
						+ row[c + channel] * columns.weights[first + 2] + row[d + channel] * columns.weights[first + 3];
			}
		}
	}

	/** Where the results along one axis come from. */
	private static final class Axis {

		// [results][4]
		private final int[] positions;

		// [results][4]
		private final float[] weights;

		private Axis(int results) {
			this.positions = new int[results * TAPS];
			this.weights = new float[results * TAPS];
		}

		static Axis of(int start, int end, int size, int from, int results) {
			Axis axis = new Axis(results);
			float scale = (float) (end - start) / size;
			for (int i = 0; i < results; i++) {
				float position = (from + i) * scale;
				int pixel = (int) position;
				int step = (int) Math.rint((position - pixel) * STEPS);
				for (int tap = 0; tap < TAPS; tap++) {
					axis.positions[i * TAPS + tap] = start + Math.clamp(pixel + tap - 1, 0, end - start - 1);
				}
				axis.weights[i * TAPS] = FAR[step];
				axis.weights[i * TAPS + 1] = NEAR[step];
				axis.weights[i * TAPS + 2] = NEAR[STEPS - step];
				axis.weights[i * TAPS + 3] = FAR[STEPS - step];
			}
			return axis;
		}

	}

}
