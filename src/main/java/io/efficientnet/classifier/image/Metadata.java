package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.IIOException;

import org.jspecify.annotations.Nullable;

/**
 * What a file says about the orientation of its picture: in EXIF, else in XMP, as Pillow
 * looks for it. Nothing else is read, no pointer is followed, and what is damaged counts
 * as not there.
 */
final class Metadata {

	private static final int ORIENTATION = 274;

	private static final int PREFIX_LENGTH = 6;

	private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

	private static final int LONGEST_XMP = 1 << 20;

	private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

	private final List<ByteBuffer> exif = new ArrayList<>();

	private final List<ByteBuffer> xmp = new ArrayList<>();

	/** Keeps EXIF in mind, with or without its prefix. */
	void addExif(byte[] file, int start, int end) {
		boolean isPrefixed = isExif(file, start, end);
		this.exif.add(ByteBuffer.wrap(file, isPrefixed ? start + PREFIX_LENGTH : start,
				isPrefixed ? end - start - PREFIX_LENGTH : end - start));
	}

	void addXmp(byte[] file, int start, int end) {
		this.xmp.add(ByteBuffer.wrap(file, start, end - start));
	}

	static boolean isExif(byte[] file, int start, int end) {
		return startsWith(file, start, end, PREFIX);
	}

	static boolean startsWith(byte[] file, int start, int end, byte[] text) {
		return end - start >= text.length && ByteBuffer.wrap(file, start, text.length).equals(ByteBuffer.wrap(text));
	}

	Orientation orientation() {
		for (ByteBuffer bytes : this.exif) {
			Orientation orientation = inExif(bytes);
			if (orientation != null) {
				return orientation;
			}
		}
		return this.xmp.stream()
			.map(Metadata::inXmp)
			.filter((found) -> found != 0)
			.findFirst()
			.map(Orientation::of)
			.orElse(Orientation.NORMAL);
	}

	/**
	 * Looks an orientation up.
	 * @param directory of a TIFF, or of EXIF
	 * @return null if it has none
	 * @throws IIOException if it is damaged
	 */
	static @Nullable Orientation in(TiffDirectory directory) throws IIOException {
		return (directory.count(ORIENTATION) == 1) ? Orientation.of(directory.number(ORIENTATION, 0)) : null;
	}

	private static @Nullable Orientation inExif(ByteBuffer bytes) {
		try {
			return in(TiffDirectory.first(bytes));
		}
		catch (IIOException | IndexOutOfBoundsException ex) {
			return null;
		}
	}

	private static int inXmp(ByteBuffer bytes) {
		if (bytes.remaining() > LONGEST_XMP) {
			return 0;
		}
		Matcher matcher = XMP.matcher(StandardCharsets.ISO_8859_1.decode(bytes.slice()));
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
	}

}
