package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;

/**
 * The first frame of a GIF on its whole canvas, which ImageIO leaves out. As Pillow does
 * it, the canvas grows to hold the frame and is filled with the transparent entry of the
 * palette, or else with entry 0, whatever the background index says.
 */
final class GifDecoder {

	private static final int CHANNELS = RgbImage.CHANNELS;

	private GifDecoder() {
	}

	static RgbImage decode(byte[] encoded, PixelLimit limit) throws IOException {
		GifLayout layout = GifLayout.parse(encoded);
		limit.checkSource(layout.canvasWidth(), layout.canvasHeight());
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.GIF, encoded, encoded.length)) {
			reader.expectSize(layout.width(), layout.height());
			BufferedImage frame = reader.read();
			RgbImage pixels = RgbConversion.toRgb(frame);
			return layout.isWholeCanvas() ? pixels
					: onCanvas(pixels, layout, ((IndexColorModel) frame.getColorModel()).getRGB(layout.fillIndex()));
		}
	}

	private static RgbImage onCanvas(RgbImage frame, GifLayout layout, int colour) {
		byte[] canvas = filled(layout.canvasWidth() * layout.canvasHeight(), colour);
		int length = layout.width() * CHANNELS;
		for (int y = 0; y < layout.height(); y++) {
			int to = ((layout.top() + y) * layout.canvasWidth() + layout.left()) * CHANNELS;
			System.arraycopy(frame.samples(), y * length, canvas, to, length);
		}
		return new RgbImage(layout.canvasWidth(), layout.canvasHeight(), canvas);
	}

	private static byte[] filled(int pixels, int colour) {
		byte[] samples = new byte[pixels * CHANNELS];
		if (colour << 8 != 0) {
			byte[] rgb = { (byte) (colour >> 16), (byte) (colour >> 8), (byte) colour };
			for (int i = 0; i < samples.length; i++) {
				samples[i] = rgb[i % CHANNELS];
			}
		}
		return samples;
	}

}
