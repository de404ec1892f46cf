package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Samples of ImageIO's pictures as RGB. Samples are taken as stored, because
 * {@code getRGB} would convert gray from linear light.
 */
final class RgbConversion {

	private static final int CHANNELS = RgbImage.CHANNELS;

	private RgbConversion() {
	}

	static RgbImage toRgb(BufferedImage image) {
		Raster raster = image.getRaster();
		byte[] rgb = new byte[Math.multiplyExact(raster.getWidth() * raster.getHeight(), CHANNELS)];
		switch (image.getColorModel()) {
			case IndexColorModel palette -> fromPalette(raster, palette, rgb);
			case DirectColorModel _ -> fromPacked(raster, rgb);
			default -> fromInterleaved(raster, rgb);
		}
		return new RgbImage(raster.getWidth(), raster.getHeight(), rgb);
	}

	private static void fromPalette(Raster raster, IndexColorModel palette, byte[] rgb) {
		int[] colours = new int[palette.getMapSize()];
		palette.getRGBs(colours);
		int width = raster.getWidth();
		byte[] row = new byte[width];
		int o = 0;
		for (int y = 0; y < raster.getHeight(); y++) {
			raster.getDataElements(0, y, width, 1, row);
			for (int x = 0; x < width; x++) {
				int colour = colours[row[x] & 0xff];
				rgb[o++] = (byte) (colour >> 16);
				rgb[o++] = (byte) (colour >> 8);
				rgb[o++] = (byte) colour;
			}
		}
	}

	private static void fromPacked(Raster raster, byte[] rgb) {
		int bands = raster.getNumBands();
		int[] largest = new int[CHANNELS];
		for (int band = 0; band < CHANNELS; band++) {
			largest[band] = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
		}
		int[] row = new int[raster.getWidth() * bands];
		int o = 0;
		for (int y = 0; y < raster.getHeight(); y++) {
			raster.getPixels(0, y, raster.getWidth(), 1, row);
			for (int i = 0; i < row.length; i += bands) {
				for (int band = 0; band < CHANNELS; band++) {
					rgb[o++] = (byte) (row[i + band] * 255 / largest[band]);
				}
			}
		}
	}

	private static void fromInterleaved(Raster raster, byte[] rgb) {
		ComponentSampleModel layout = (ComponentSampleModel) raster.getSampleModel();
		int[] offsets = layout.getBandOffsets();
		// one band is gray, two are gray and alpha
		int[] sources = (offsets.length < CHANNELS) ? new int[] { offsets[0], offsets[0], offsets[0] } : offsets;
		int rows = raster.getHeight();
		int columns = raster.getWidth();
		switch (raster.getDataBuffer()) {
			case DataBufferByte bytes -> {
				byte[] in = bytes.getData();
				for (int y = 0, o = 0; y < rows; y++) {
					int i = y * layout.getScanlineStride();
					for (int x = 0; x < columns; x++, i += layout.getPixelStride()) {
						rgb[o++] = in[i + sources[0]];
						rgb[o++] = in[i + sources[1]];
						rgb[o++] = in[i + sources[2]];
					}
				}
			}
			case DataBufferUShort shorts -> {
				short[] in = shorts.getData();
				for (int y = 0, o = 0; y < rows; y++) {
					int i = y * layout.getScanlineStride();
					for (int x = 0; x < columns; x++, i += layout.getPixelStride()) {
						rgb[o++] = (byte) (in[i + sources[0]] >> 8);
						rgb[o++] = (byte) (in[i + sources[1]] >> 8);
						rgb[o++] = (byte) (in[i + sources[2]] >> 8);
					}
				}
			}
			default -> throw new IllegalArgumentException("Samples of an unexpected type");
		}
	}

}
