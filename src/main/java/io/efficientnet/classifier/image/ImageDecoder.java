package io.efficientnet.classifier.image;

import java.io.IOException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Decodes one image to the same bytes as Pillow's {@code Image.open(..).convert("RGB")}:
 * alpha is dropped, profiles are ignored, so is orientation unless {@link #upright} is
 * asked for, and animations give their first frame. Differs in 16-bit gray, of which it
 * takes the high byte where Pillow saturates.
 */
final class ImageDecoder {

	private final ImageFormat format;

	private final FrameDecoder frame;

	private ImageDecoder(ImageFormat format, FrameDecoder frame) {
		this.format = format;
		this.frame = frame;
	}

	/**
	 * Reads the header of an image and finds it within the limit.
	 * @param encoded the whole file
	 * @param limit for its pixels
	 * @return a decoder of that image
	 * @throws ServiceException {@code INVALID_REQUEST} without a byte,
	 * {@code UNSUPPORTED_FORMAT}, {@code IMAGE_TOO_LARGE} or {@code UNDECODABLE_IMAGE}
	 */
	static ImageDecoder open(byte[] encoded, PixelLimit limit) {
		return open(encoded, limit, NativeDecoders.INSTALLED);
	}

	static ImageDecoder open(byte[] encoded, PixelLimit limit, NativeDecoders natives) {
		ImageFormat format = ImageFormat.detect(encoded);
		return translatingFailures(format, () -> {
			FrameDecoder frame = switch (format) {
				case JPEG -> JpegDecoder.open(encoded, limit, natives.jpeg());
				case PNG -> PngDecoder.open(encoded);
				case GIF -> GifDecoder.open(encoded);
				case BMP -> BmpDecoder.open(encoded, limit);
				case TIFF -> TiffDecoder.open(encoded, limit);
				case WEBP -> WebpDecoder.open(encoded, natives.webp());
			};
			limit.checkSource(frame.width(), frame.height());
			ImageDecoder decoder = new ImageDecoder(format, frame);
			// Pillow turns it while loading
			return (format == ImageFormat.TIFF) ? decoder.upright() : decoder;
		});
	}

	/**
	 * Of the same image, turned as its metadata says.
	 * @return a decoder
	 */
	ImageDecoder upright() {
		return isUpright() ? this
				: new ImageDecoder(this.format, new TurnedFrame(this.frame, this.frame.orientation()));
	}

	/** See {@link FrameDecoder#draft}. */
	ImageDecoder draft(int leastWidth, int leastHeight) {
		return new ImageDecoder(this.format, this.frame.draft(leastWidth, leastHeight));
	}

	/** Whether {@link #decode} turns the picture as its metadata says. */
	boolean isUpright() {
		return this.frame instanceof TurnedFrame;
	}

	Orientation orientation() {
		return this.frame.orientation();
	}

	ImageFormat format() {
		return this.format;
	}

	int width() {
		return this.frame.width();
	}

	int height() {
		return this.frame.height();
	}

	/** The most bytes that {@link #decode} holds at a time, its result included. */
	long memoryBytes() {
		return this.frame.memoryBytes();
	}

	/** See {@link FrameDecoder#rareBytes}. */
	long rareBytes() {
		return this.frame.rareBytes();
	}

	/**
	 * Decodes the pixels.
	 * @param time ends the work when it has passed
	 * @return the picture
	 * @throws ServiceException {@code UNDECODABLE_IMAGE}
	 */
	RgbImage decode(DecodeTime time) {
		return translatingFailures(this.format, () -> this.frame.decode(time));
	}

	private static <T> T translatingFailures(ImageFormat format, Step<T> step) {
		try {
			return step.run();
		}
		catch (ServiceException ex) {
			throw ex;
		}
		// damaged input makes ImageIO throw NegativeArraySizeException and the like
		catch (IOException | RuntimeException ex) {
			throw new ServiceException(FailureKind.UNDECODABLE_IMAGE,
					"The " + format + " image is damaged, incomplete or of a kind that is not read", ex);
		}
	}

	@FunctionalInterface
	private interface Step<T> {

		T run() throws IOException;

	}

}
