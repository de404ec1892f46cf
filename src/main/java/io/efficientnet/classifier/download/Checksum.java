package io.efficientnet.classifier.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest that a file must have, perhaps only its first digits.
 *
 * @param algorithm what computes it
 * @param digits hexadecimal, lower case
 */
public record Checksum(Algorithm algorithm, String digits) {

	private static final Pattern FORM = Pattern.compile("(md5):([0-9a-f]{32})|(sha256):([0-9a-f]{8,64})");

	private static final int PART_BYTES = 1 << 16;

	/**
	 * Reads {@code md5:} and 32 digits, or {@code sha256:} and the first 8 to 64.
	 * @param text of that form, in any case
	 * @return the checksum
	 * @throws IllegalArgumentException if the text has another form
	 */
	public static Checksum of(String text) {
		Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
		if (!form.matches()) {
			throw new IllegalArgumentException(
					"A checksum is md5:<32 hexadecimal digits> or sha256:<8 to 64>, not '" + text + "'");
		}
		return (form.group(1) != null) ? new Checksum(Algorithm.MD5, form.group(2))
				: new Checksum(Algorithm.SHA256, form.group(4));
	}

	/**
	 * Whether only the first digits are known.
	 * @return false if the whole digest is
	 */
	boolean isPrefix() {
		return this.algorithm == Algorithm.SHA256 && this.digits.length() < 64;
	}

	static String digest(Path file, Algorithm algorithm) throws IOException {
		MessageDigest digest = algorithm.digest();
		try (InputStream in = Files.newInputStream(file)) {
			byte[] part = new byte[PART_BYTES];
			for (int count = in.read(part); count >= 0; count = in.read(part)) {
				digest.update(part, 0, count);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	@Override
	public String toString() {
		return this.algorithm.id + " " + this.digits + (isPrefix() ? ".." : "");
	}

	/** How digests are computed. */
	public enum Algorithm {

		/** 32 digits; guards against damage, not against malice. */
		MD5("md5", "MD5"),

		/** 64 digits. */
		SHA256("sha256", "SHA-256");

		private final String id;

		private final String javaName;

		Algorithm(String id, String javaName) {
			this.id = id;
			this.javaName = javaName;
		}

		private MessageDigest digest() {
			try {
				return MessageDigest.getInstance(this.javaName);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Every Java platform has " + this.javaName, ex);
			}
		}

	}

}
