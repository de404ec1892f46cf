package io.efficientnet.classifier.security;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Which keys are accepted, and whether one is needed at all. What a check costs and how
 * long it takes depends on the number of keys and the length of what is checked, never on
 * how much of it is right. Safe for concurrent use.
 */
public final class AccessPolicy {

	private static final int MOST_KEYS = 64;

	private static final int LONGEST_KEY = 256;

	private static final Pattern HASH = Pattern.compile(ApiKey.HASH_PREFIX + "[0-9a-f]{64}");

	private final List<byte[]> hashes;

	private final boolean openMetrics;

	/**
	 * A policy.
	 * @param hashes of accepted keys, each {@code sha256:} and 64 lower-case hexadecimal
	 * digits; none to accept everyone
	 * @param openMetrics whether scrapes need no key
	 * @throws ServiceException {@code UNAVAILABLE} if one is no hash; never says what it
	 * is, since it may be a key
	 */
	AccessPolicy(List<String> hashes, boolean openMetrics) {
		if (hashes.size() > MOST_KEYS) {
			throw new ServiceException(FailureKind.UNAVAILABLE, "classifier.security.api-keys has " + hashes.size()
					+ " hashes, at most " + MOST_KEYS + " are taken; remove those that nobody uses");
		}
		this.hashes = new ArrayList<>();
		for (String hash : hashes) {
			this.hashes.add(parse(hash, this.hashes.size()));
		}
		this.openMetrics = openMetrics;
	}

	/**
	 * Whether callers must show a key.
	 * @return false where no key is configured
	 */
	public boolean needsKeys() {
		return !this.hashes.isEmpty();
	}

	/**
	 * Whether meters are shown to callers without a key.
	 * @return true where no key is configured, or metrics are open
	 */
	public boolean hasOpenMetrics() {
		return this.openMetrics || !needsKeys();
	}

	/**
	 * Checks a key.
	 * @param key that a caller shows
	 * @return whether it is one of those configured
	 */
	public boolean accepts(String key) {
		if (key.length() > LONGEST_KEY) {
			return false;
		}
		byte[] shown = ApiKey.digest(key);
		boolean accepted = false;
		for (byte[] hash : this.hashes) {
			accepted |= MessageDigest.isEqual(hash, shown);
		}
		return accepted;
	}

	private static byte[] parse(String hash, int index) {
		if (!HASH.matcher(hash).matches()) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"classifier.security.api-keys[" + index + "] is no hash of a key. It must be " + ApiKey.HASH_PREFIX
							+ " and 64 hexadecimal digits in lower case, as 'bin/classifier keys create' prints "
							+ "beside the key; the key itself is for its caller only.");
		}
		return HexFormat.of().parseHex(hash.substring(ApiKey.HASH_PREFIX.length()));
	}

}
