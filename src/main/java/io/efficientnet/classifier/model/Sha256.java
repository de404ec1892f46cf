package io.efficientnet.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files and of what is mapped of them, in hex. */
public final class Sha256 {

	private static final int PART_BYTES = 1 << 16;

	private Sha256() {
	}

	/**
	 * Digest of a file.
	 * @param file the file
	 * @return its SHA-256, 64 lower-case digits
	 * @throws IOException if it cannot be read
	 */
	public static String of(Path file) throws IOException {
		MessageDigest digest = digest();
		try (InputStream in = Files.newInputStream(file)) {
			byte[] part = new byte[PART_BYTES];
			for (int count = in.read(part); count >= 0; count = in.read(part)) {
				digest.update(part, 0, count);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	/**
	 * Digest of bytes.
	 * @param bytes from position to limit; the position is left alone
	 * @return their SHA-256, 64 lower-case digits
	 */
	static String of(ByteBuffer bytes) {
		MessageDigest digest = digest();
		digest.update(bytes.duplicate());
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
