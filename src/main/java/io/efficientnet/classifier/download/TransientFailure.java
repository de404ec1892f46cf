package io.efficientnet.classifier.download;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A failure that may be gone at the next attempt. */
final class TransientFailure extends IOException {

	private final @Nullable Duration retryAfter;

	TransientFailure(String message, @Nullable Throwable cause) {
		super(message, cause);
		this.retryAfter = null;
	}

	/**
	 * A failure by the word of the server.
	 * @param message what went wrong
	 * @param retryAfter how long the server asks to wait; null if it does not say
	 */
	TransientFailure(String message, @Nullable Duration retryAfter) {
		super(message);
		this.retryAfter = retryAfter;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
