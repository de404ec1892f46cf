package io.efficientnet.classifier.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

import javax.imageio.IIOException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Decodes images to the same bytes as Pillow's {@code Image.open(..).convert("RGB")}:
 * alpha is dropped, profiles and orientation are ignored, animations give their first
 * frame. Differs in 16-bit gray, of which it takes the high byte where Pillow saturates.
 */
final class ImageDecoder {

	private static final int PNG_HEADER_START = 12;

	private static final int PNG_HEADER_END = 29;

	private final PixelLimit limit;

	ImageDecoder(PixelLimit limit) {
		this.limit = limit;
	}

	/**
	 * Decodes one image after its header has been found within the limit.
	 * @param encoded the whole file
	 * @param format as detected
	 * @return the picture
	 * @throws ServiceException {@code IMAGE_TOO_LARGE} or {@code UNDECODABLE_IMAGE}
	 */
	RgbImage decode(byte[] encoded, ImageFormat format) {
		try {
			return switch (format) {
				case JPEG -> JpegDecoder.decode(encoded, this.limit);
				case GIF -> GifDecoder.decode(encoded, this.limit);
				case PNG -> {
					checkPngHeader(encoded);
					yield decodeByImageIo(encoded, format);
				}
				case BMP -> decodeByImageIo(encoded, format);
			};
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

	private RgbImage decodeByImageIo(byte[] encoded, ImageFormat format) throws IOException {
		try (SingleImageReader reader = new SingleImageReader(format, encoded, encoded.length)) {
			this.limit.checkSource(reader.width(), reader.height());
			return RgbConversion.toRgb(reader.read());
		}
	}

	// ImageIO checks no checksums, and a size read from a damaged header means nothing
	private static void checkPngHeader(byte[] encoded) throws IOException {
		CRC32 checksum = new CRC32();
		checksum.update(encoded, PNG_HEADER_START, PNG_HEADER_END - PNG_HEADER_START);
		if ((int) checksum.getValue() != ByteBuffer.wrap(encoded).getInt(PNG_HEADER_END)) {
			throw new IIOException("The header does not fit its checksum");
		}
	}

}
