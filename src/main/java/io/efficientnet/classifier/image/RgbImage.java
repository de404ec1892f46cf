package io.efficientnet.classifier.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of 8-bit samples 0..255 in the order R, G, B, pixels by rows. Nobody changes
 * the samples once the picture is made, so it may be shared between threads.
 */
public final class RgbImage {

	static final int CHANNELS = 3;

	private final int widthPixels;

	private final int heightPixels;

	// [height][width][3]
	private final byte[] samples;

	RgbImage(int widthPixels, int heightPixels, byte[] samples) {
		if (bytes(widthPixels, heightPixels) != samples.length) {
			throw new IllegalArgumentException(
					samples.length + " samples do not make " + widthPixels + "x" + heightPixels + " pixels");
		}
		this.widthPixels = widthPixels;
		this.heightPixels = heightPixels;
		this.samples = samples;
	}

	static long bytes(int widthPixels, int heightPixels) {
		return (long) widthPixels * heightPixels * CHANNELS;
	}

	public int widthPixels() {
		return this.widthPixels;
	}

	public int heightPixels() {
		return this.heightPixels;
	}

	byte[] samples() {
		return this.samples;
	}

	/**
	 * Encodes the picture without loss.
	 * @return a PNG file
	 */
	public byte[] toPng() {
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		try (ImageOutputStream output = new MemoryCacheImageOutputStream(encoded)) {
			if (!ImageIO.write(toBufferedImage(), "png", output)) {
				throw new IllegalStateException("This Java runtime cannot write PNG");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return encoded.toByteArray();
	}

	private BufferedImage toBufferedImage() {
		int[] order = { 0, 1, 2 };
		WritableRaster raster = Raster.createInterleavedRaster(new DataBufferByte(this.samples, this.samples.length),
				this.widthPixels, this.heightPixels, this.widthPixels * CHANNELS, CHANNELS, order, null);
		ComponentColorModel colours = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false,
				ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
		return new BufferedImage(colours, raster, false, null);
	}

}
