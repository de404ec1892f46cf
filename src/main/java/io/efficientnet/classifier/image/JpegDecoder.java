package io.efficientnet.classifier.image;

import java.awt.image.DataBufferByte;
import java.io.IOException;

/**
 * JPEG by ImageIO's decoder, from which only samples are taken; the colours are ours.
 * Equals libjpeg-turbo except where chroma is halved vertically only.
 */
final class JpegDecoder {

	private JpegDecoder() {
	}

	static RgbImage decode(byte[] encoded, PixelLimit limit) throws IOException {
		JpegFile file = JpegFile.parse(encoded);
		limit.checkSource(file.width(), file.height());
		file.checkWork(limit);
		JpegColours colours = file.colours();
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.JPEG, file.essence(), file.essenceLength())) {
			reader.expectSize(file.width(), file.height());
			DataBufferByte samples = (DataBufferByte) reader.readRaster().getDataBuffer();
			return new RgbImage(file.width(), file.height(), colours.toRgb(samples.getData()));
		}
	}

}
