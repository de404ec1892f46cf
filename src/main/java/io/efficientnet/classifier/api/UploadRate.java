package io.efficientnet.classifier.api;

import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * How fast a body must come on average, once it had some time to get going.
 *
 * @param bytesPerSecond the least; 0 for any
 */
record UploadRate(long bytesPerSecond) {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final double NANOS_PER_SECOND = 1e9;

	/**
	 * Refuses a body that drips.
	 * @param bytes that came
	 * @param nanos since the first was asked for
	 * @throws ServiceException {@code INVALID_REQUEST} if they are too few
	 */
	void check(long bytes, long nanos) {
		if (bytes < this.bytesPerSecond * (nanos - PATIENCE_NANOS) / NANOS_PER_SECOND) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The body comes slower than " + this.bytesPerSecond
					+ " bytes per second (classifier.limits.upload-rate)");
		}
	}

}
