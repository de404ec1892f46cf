package io.efficientnet.classifier.image;

import java.awt.image.DataBufferByte;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * JPEG by libjpeg-turbo where it is installed, else by ImageIO's decoder, from which only
 * samples are taken; the colours are ours. Both give the same samples, except where
 * chroma is halved vertically only, which ImageIO repeats and libjpeg-turbo interpolates.
 * Four components are always ImageIO's, as libjpeg makes no RGB of them, and so are files
 * that libjpeg-turbo complains of.
 */
final class JpegDecoder implements FrameDecoder {

	private final byte[] encoded;

	private final JpegFile file;

	private final JpegColours colours;

	private final @Nullable TurboJpeg turbo;

	private JpegDecoder(byte[] encoded, JpegFile file, JpegColours colours, @Nullable TurboJpeg turbo) {
		this.encoded = encoded;
		this.file = file;
		this.colours = colours;
		this.turbo = turbo;
	}

	static JpegDecoder open(byte[] encoded, PixelLimit limit, @Nullable TurboJpeg turbo) throws IOException {
		JpegFile file = JpegFile.parse(encoded);
		limit.checkSource(file.width(), file.height());
		file.checkWork(limit);
		return new JpegDecoder(encoded, file, file.colours(), (file.components() <= RgbImage.CHANNELS) ? turbo : null);
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
		long held = this.file.essence().length + this.file.coefficientBytes();
		if (this.turbo != null) {
			return held + TurboJpeg.memoryBytes(this.encoded.length, width(), height())
					+ RgbImage.bytes(width(), height());
		}
		long samples = FrameDecoder.rasterBytes(width(), height(), 8 * this.file.components());
		long converted = (this.file.components() == RgbImage.CHANNELS) ? 0 : RgbImage.bytes(width(), height());
		return held + samples + converted;
	}

	@Override
	public Orientation orientation() {
		return this.file.metadata().orientation();
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		byte[] samples = (this.turbo != null) ? this.turbo.decode(this.encoded, width(), height()) : null;
		return new RgbImage(width(), height(), (samples != null) ? samples : decodeByImageIo(time));
	}

	private byte[] decodeByImageIo(DecodeTime time) throws IOException {
		try (SingleImageReader reader = new SingleImageReader(ImageFormat.JPEG, this.file.essence(),
				this.file.essenceLength(), time)) {
			reader.expectSize(width(), height());
			DataBufferByte samples = (DataBufferByte) reader.readRaster().getDataBuffer();
			return this.colours.toRgb(samples.getData());
		}
	}

}
