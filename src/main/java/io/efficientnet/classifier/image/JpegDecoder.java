package io.efficientnet.classifier.image;

import java.awt.image.DataBufferByte;
import java.io.IOException;

/**
 * JPEG by ImageIO's decoder, from which only samples are taken; the colours are ours.
 * Equals libjpeg-turbo except where chroma is halved vertically only.
 */
final class JpegDecoder implements FrameDecoder {

	private final JpegFile file;

	private final JpegColours colours;

	private JpegDecoder(JpegFile file, JpegColours colours) {
		this.file = file;
		this.colours = colours;
	}

	static JpegDecoder open(byte[] encoded, PixelLimit limit) throws IOException {
		JpegFile file = JpegFile.parse(encoded);
		limit.checkSource(file.width(), file.height());
		file.checkWork(limit);
		return new JpegDecoder(file, file.colours());
	}

	@Override
	public int width() {
		return this.file.width();
	}

	@Override
	public int height() {
		return this.file.height();
	}

	@Override
	public long memoryBytes() {
		long samples = FrameDecoder.rasterBytes(width(), height(), 8 * this.file.components());
		long converted = (this.file.components() == RgbImage.CHANNELS) ? 0 : RgbImage.bytes(width(), height());
		return this.file.essence().length + this.file.coefficientBytes() + samples + converted;
	}

	@Override
	public RgbImage decode() throws IOException {
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.JPEG, this.file.essence(),
				this.file.essenceLength())) {
			reader.expectSize(width(), height());
			DataBufferByte samples = (DataBufferByte) reader.readRaster().getDataBuffer();
			return new RgbImage(width(), height(), this.colours.toRgb(samples.getData()));
		}
	}

}
