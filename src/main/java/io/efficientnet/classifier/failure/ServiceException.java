package io.efficientnet.classifier.failure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure of a known kind. The message is shown to callers, so it holds no
 * path, native text or stack trace; the cause goes to the log only.
 */
public class ServiceException extends RuntimeException {

	private final FailureKind kind;

	private final @Nullable Duration retryAfter;

	public ServiceException(FailureKind kind, String message) {
		this(kind, message, null, null);
	}

	public ServiceException(FailureKind kind, String message, @Nullable Throwable cause) {
		this(kind, message, cause, null);
	}

	/**
	 * A refusal that will pass.
	 * @param kind of the refusal
	 * @param message for callers
	 * @param cause for the log
	 * @param retryAfter when asking again may succeed; null where that is not known
	 */
	public ServiceException(FailureKind kind, String message, @Nullable Throwable cause,
			@Nullable Duration retryAfter) {
		super(message, cause);
		this.kind = kind;
		this.retryAfter = retryAfter;
	}

	public FailureKind kind() {
		return this.kind;
	}

	/**
	 * When asking again may succeed.
	 * @return time from now, or null where that is not known
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
