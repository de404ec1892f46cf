package io.efficientnet.classifier.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key for one caller or group of callers: 256 random bits behind a prefix by which
 * scanners for secrets find it.
 *
 * <p>
 * Servers know its SHA-256 only. Nothing slower or salted is needed: those make guessing
 * expensive where people choose what is guessed, and 256 random bits cannot be guessed at
 * any price.
 */
public final class ApiKey {

	static final String HASH_PREFIX = "sha256:";

	private static final String PREFIX = "classifier_";

	private static final int BYTES = 32;

	private final String value;

	private ApiKey(String value) {
		this.value = value;
	}

	/**
	 * Makes a new key.
	 * @return one that nobody else has
	 */
	public static ApiKey create() {
		byte[] random = new byte[BYTES];
		new SecureRandom().nextBytes(random);
		return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
	}

	/**
	 * The key itself, for its caller alone.
	 * @return visible ASCII characters
	 */
	public String value() {
		return this.value;
	}

	/**
	 * What the server is configured with.
	 * @return {@code sha256:} and 64 hexadecimal digits
	 */
	public String hash() {
		return HASH_PREFIX + HexFormat.of().formatHex(digest(this.value));
	}

	/**
	 * The SHA-256 of a key.
	 * @param key as callers send it
	 * @return 32 bytes
	 */
	static byte[] digest(String key) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
