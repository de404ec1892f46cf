package io.efficientnet.classifier.failure;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure of a known kind. The message is shown to callers, so it holds no
 * path, native text or stack trace; the cause goes to the log only.
 */
public class ServiceException extends RuntimeException {

	private final FailureKind kind;

	public ServiceException(FailureKind kind, String message) {
		this(kind, message, null);
	}

	public ServiceException(FailureKind kind, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	public FailureKind kind() {
		return this.kind;
	}

}
