package io.efficientnet.classifier.image;

import java.io.IOException;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a WebP on its whole canvas, which is black elsewhere as with Pillow.
 * By libwebp where it is installed, else by TwelveMonkeys' decoder. Both give the same
 * samples of lossless files; of lossy ones TwelveMonkeys repeats the chroma that libwebp
 * interpolates.
 */
final class WebpDecoder implements FrameDecoder {

	private static final int BLACK = 0;

	// TwelveMonkeys reads ahead, and slowly where there is nothing
	private static final int PADDING = 16;

	// of TwelveMonkeys: samples, and what transforms and codes take in usual files
	private static final int LOSSLESS_PIXEL_BYTES = 12;

	// of TwelveMonkeys: tables of five codes
	private static final long CODE_SET_BYTES = 10_000;

	// of TwelveMonkeys: samples, and objects for each block of 16 pixels
	private static final int LOSSY_PIXEL_BYTES = 128;

	private final WebpFile file;

	private final @Nullable LibWebp library;

	private WebpDecoder(WebpFile file, @Nullable LibWebp library) {
		this.file = file;
		this.library = library;
	}

	static WebpDecoder open(byte[] encoded, @Nullable LibWebp library) throws IOException {
		return new WebpDecoder(WebpFile.parse(encoded), library);
	}

	@Override
	public int width() {
		return this.file.canvasWidth();
	}

	@Override
	public int height() {
		return this.file.canvasHeight();
	}

	@Override
	public long memoryBytes() {
		int width = this.file.width();
		int height = this.file.height();
		// on the heap, where memory that runs out ends the process, rare costs count too
		long work = (this.library != null)
				? LibWebp.memoryBytes(this.file.essenceLength(), width, height, this.file.isLossless())
				: (long) width * height * (this.file.isLossless() ? LOSSLESS_PIXEL_BYTES : LOSSY_PIXEL_BYTES)
						+ CODE_SET_BYTES * this.file.mostCodeSets();
		long frame = this.file.essenceLength() + work + RgbImage.bytes(width, height);
		return this.file.isWholeCanvas() ? frame : frame + RgbImage.bytes(width(), height());
	}

	@Override
	public long rareBytes() {
		return (this.library != null) ? LibWebp.CODE_SET_BYTES * this.file.mostCodeSets() : 0;
	}

	@Override
	public Orientation orientation() {
		return this.file.metadata().orientation();
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		return new Canvas(width(), height(), BLACK).with(decodeFrame(time), this.file.left(), this.file.top());
	}

	private RgbImage decodeFrame(DecodeTime time) throws IOException {
		int width = this.file.width();
		int height = this.file.height();
		if (this.library != null) {
			return new RgbImage(width, height, this.library.decode(this.file.essence(0), width, height));
		}
		byte[] essence = this.file.essence(PADDING);
		// by its name it would be found only where the class loader of this thread has it
		try (SingleImageReader reader = new SingleImageReader(new WebPImageReaderSpi().createReaderInstance(null),
				essence, essence.length, time)) {
			reader.expectSize(width, height);
			return RgbConversion.toRgb(reader.read());
		}
	}

}
