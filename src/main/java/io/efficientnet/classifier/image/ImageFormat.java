package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/** The formats that are read, told apart by their first bytes and by nothing else. */
enum ImageFormat {

	JPEG("ffd8ff"), PNG("89504e470d0a1a0a"), GIF("474946383[79]61"), BMP("424d"), TIFF("49492a00|4d4d002a"),
	WEBP("52494646.{8}57454250");

	private static final int BMP_HEADER_SIZE_OFFSET = 14;

	private static final Set<Integer> BMP_HEADER_SIZES = Set.of(12, 40, 52, 56, 64, 108, 124);

	private static final int LONGEST_MAGIC = 12;

	// hexadecimal, as a regular expression
	private final String magic;

	ImageFormat(String magic) {
		this.magic = magic;
	}

	/**
	 * Recognises an encoded image.
	 * @param encoded the whole file
	 * @return its format
	 * @throws ServiceException {@code INVALID_REQUEST} without a byte,
	 * {@code UNSUPPORTED_FORMAT} for anything that is not listed here
	 */
	static ImageFormat detect(byte[] encoded) {
		if (encoded.length == 0) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The image is empty");
		}
		return Arrays.stream(values())
			.filter((format) -> format.matches(encoded))
			.findFirst()
			.orElseThrow(() -> new ServiceException(FailureKind.UNSUPPORTED_FORMAT,
					"Not an image of a format that is read here: JPEG, PNG, GIF, BMP, TIFF or WebP"));
	}

	/**
	 * The name that callers see, for instance {@code jpeg}.
	 * @return lower case
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	private boolean matches(byte[] encoded) {
		String head = HexFormat.of().formatHex(encoded, 0, Math.min(encoded.length, LONGEST_MAGIC));
		return head.matches("(" + this.magic + ").*") && (this != BMP || hasBmpHeader(encoded));
	}

	// two letters alone would make a BMP of many a text
	private static boolean hasBmpHeader(byte[] encoded) {
		return encoded.length >= BMP_HEADER_SIZE_OFFSET + Integer.BYTES && BMP_HEADER_SIZES
			.contains(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_HEADER_SIZE_OFFSET));
	}

}
