package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;

import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * ImageIO's decoder of one format, open on one picture. Frames after the first and
 * metadata are ignored.
 */
final class SingleImageReader implements AutoCloseable {

	private final ImageReader reader;

	SingleImageReader(ImageFormat format, byte[] encoded, int length, DecodeTime time) {
		this(ImageIO.getImageReadersByFormatName(format.id()).next(), encoded, length, time);
	}

	SingleImageReader(ImageReader reader, byte[] encoded, int length, DecodeTime time) {
		this.reader = reader;
		this.reader.setInput(new ByteArrayImageInput(encoded, length, time), true, true);
	}

	int width() throws IOException {
		return this.reader.getWidth(0);
	}

	int height() throws IOException {
		return this.reader.getHeight(0);
	}

	/**
	 * Makes sure that the decoder is about to allocate what was checked.
	 * @param width that was checked against the limit
	 * @param height that was checked against the limit
	 * @throws IIOException if the decoder reads another size from the header
	 */
	void expectSize(int width, int height) throws IOException {
		if (width() != width || height() != height) {
			throw new IIOException("Two sizes in one file");
		}
	}

	void stopAfterRows(int rows) {
		this.reader.addIIOReadUpdateListener(new RowLimit(rows));
	}

	BufferedImage read() throws IOException {
		return this.reader.read(0);
	}

	/**
	 * Decodes without any conversion of colours.
	 * @return the samples as stored
	 * @throws IOException if the file is damaged
	 */
	Raster readRaster() throws IOException {
		return this.reader.readRaster(0, null);
	}

	@Override
	public void close() {
		this.reader.dispose();
	}

}
