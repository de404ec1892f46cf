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

	/**
	 * What to tell of a failure that nothing foresaw.
	 * @param cause for the log
	 * @return a new exception of kind {@code INTERNAL}
	 */
	public static ServiceException internal(@Nullable Throwable cause) {
		return new ServiceException(FailureKind.INTERNAL, "An internal error; the server's log has it", cause);
	}

	/**
	 * What to tell of a failure on another thread.
	 * @param cause what was thrown there, if it is known
	 * @return the cause, where callers may see it, else one of kind {@code INTERNAL}
	 */
	public static ServiceException of(@Nullable Throwable cause) {
		return (cause instanceof ServiceException known) ? known : internal(cause);
	}

	/**
	 * Ends work whose caller is gone.
	 * @param cause for the log
	 * @return a new exception of kind {@code CLIENT_GONE}
	 */
	public static ServiceException hungUp(Throwable cause) {
		return new ServiceException(FailureKind.CLIENT_GONE, "The caller hung up", cause);
	}

	/**
	 * Refuses work that would not be finished any more.
	 * @param cause for the log
	 * @return a new exception of kind {@code UNAVAILABLE}
	 */
	public static ServiceException stopping(@Nullable Throwable cause) {
		return new ServiceException(FailureKind.UNAVAILABLE, "The server is stopping; ask another one", cause);
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
