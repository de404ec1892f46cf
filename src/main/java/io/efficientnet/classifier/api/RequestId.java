package io.efficientnet.classifier.api;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Names one request in logs and answers. */
final class RequestId {

	static final String HEADER = "X-Request-Id";

	// What stands in a log line as it is, and is no longer than a UUID with a prefix
	private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

	private RequestId() {
	}

	/**
	 * The id of a request.
	 * @param asked what the caller names it; null if it does not
	 * @return that where it is harmless, else 16 random hexadecimal digits
	 */
	static String of(@Nullable String asked) {
		return (asked != null && HARMLESS.matcher(asked).matches()) ? asked
				: HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
	}

}
