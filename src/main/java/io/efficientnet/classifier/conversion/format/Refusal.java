package io.efficientnet.classifier.conversion.format;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;
import org.jspecify.annotations.Nullable;

/** What a file is told that cannot be read. */
final class Refusal {

	private static final int SHOWN = 80;

	private Refusal() {
	}

	static ServiceException malformed(String format, String reason) {
		return malformed(format, reason, null);
	}

	static ServiceException malformed(String format, String reason, @Nullable Throwable cause) {
		return new ServiceException(FailureKind.INVALID_REQUEST, "%s not readable: %s".formatted(format, reason),
				cause);
	}

	/** Text of a file, safe to print. */
	static String quoted(String text) {
		return "'" + ShownText.of(text, SHOWN) + "'";
	}

}
