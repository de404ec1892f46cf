package io.efficientnet.classifier.failure;

import java.util.Locale;

/**
 * Every way in which the service refuses or fails. The edges map each kind to a status or
 * an exit code.
 */
public enum FailureKind {

	/** The request itself is wrong: a parameter, a header, a part. */
	INVALID_REQUEST,

	/** A key is needed and missing or wrong. */
	UNAUTHORIZED,

	/** No model has the id. */
	UNKNOWN_MODEL,

	/** More bytes, pixels or images than the limits allow. */
	IMAGE_TOO_LARGE,

	/** Not an image, or of a format that is not read. */
	UNSUPPORTED_FORMAT,

	/** An image of a known format that is damaged or truncated. */
	UNDECODABLE_IMAGE,

	/** No room in the queue. */
	OVERLOADED,

	/** The caller hung up. */
	CLIENT_GONE,

	/** A defect, or an executor that failed. */
	INTERNAL,

	/** Not ready, or draining. */
	UNAVAILABLE,

	/** The deadline passed. */
	DEADLINE_EXCEEDED;

	/**
	 * The name that callers see, for instance {@code unknown-model}.
	 * @return lower case, words joined by hyphens
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
