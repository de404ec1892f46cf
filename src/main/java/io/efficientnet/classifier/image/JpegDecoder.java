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

	private static final int LARGEST_DIVISOR = 8;

	private final byte[] encoded;

	private final JpegFile file;

	private final JpegColours colours;

	private final @Nullable TurboJpeg turbo;

	private final int divisor;

	private JpegDecoder(byte[] encoded, JpegFile file, JpegColours colours, @Nullable TurboJpeg turbo, int divisor) {
		this.encoded = encoded;
		this.file = file;
		this.colours = colours;
		this.turbo = turbo;
		this.divisor = divisor;
	}

	static JpegDecoder open(byte[] encoded, PixelLimit limit, @Nullable TurboJpeg turbo) throws IOException {
		JpegFile file = JpegFile.parse(encoded);
		limit.checkSource(file.width(), file.height());
		file.checkWork(limit);
		return new JpegDecoder(encoded, file, file.colours(), (file.components() <= RgbImage.CHANNELS) ? turbo : null,
				1);
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
	public JpegDecoder draft(int leastWidth, int leastHeight) {
		int fitting = 1;
		while (this.turbo != null && fitting < LARGEST_DIVISOR && TurboJpeg.divided(width(), 2 * fitting) >= leastWidth
				&& TurboJpeg.divided(height(), 2 * fitting) >= leastHeight) {
			fitting *= 2;
		}
		return new JpegDecoder(this.encoded, this.file, this.colours, this.turbo, fitting);
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		RgbImage image = (this.turbo != null) ? this.turbo.decode(this.encoded, width(), height(), this.divisor) : null;
		return (image != null) ? image : new RgbImage(width(), height(), decodeByImageIo(time));
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
