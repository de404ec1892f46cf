package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;

import javax.imageio.IIOException;

/**
 * The first frame of a GIF on its whole canvas, which ImageIO leaves out. As Pillow does
 * it, the canvas grows to hold the frame and is filled with the transparent entry of the
 * palette, or else with entry 0, whatever the background index says.
 */
final class GifDecoder implements FrameDecoder {

	private final byte[] encoded;

	private final GifLayout layout;

	private GifDecoder(byte[] encoded, GifLayout layout) {
		this.encoded = encoded;
		this.layout = layout;
	}

	static GifDecoder open(byte[] encoded) throws IIOException {
		return new GifDecoder(encoded, GifLayout.parse(encoded));
	}

	@Override
	public int width() {
		return this.layout.canvasWidth();
	}

	@Override
	public int height() {
		return this.layout.canvasHeight();
	}

	@Override
	public long memoryBytes() {
		long frame = FrameDecoder.rasterBytes(this.layout.width(), this.layout.height(), 8)
				+ RgbImage.bytes(this.layout.width(), this.layout.height());
		return this.layout.isWholeCanvas() ? frame : frame + RgbImage.bytes(width(), height());
	}

	@Override
	public Orientation orientation() {
		return Orientation.NORMAL;
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.GIF, this.encoded, this.encoded.length,
				time)) {
			reader.expectSize(this.layout.width(), this.layout.height());
			// the decoder would otherwise read on, thousands of pixels from every 12 bits
			reader.stopAfterRows(this.layout.height());
			BufferedImage frame = reader.read();
			int colour = ((IndexColorModel) frame.getColorModel()).getRGB(this.layout.fillIndex());
			return new Canvas(width(), height(), colour).with(RgbConversion.toRgb(frame), this.layout.left(),
					this.layout.top());
		}
	}

}
