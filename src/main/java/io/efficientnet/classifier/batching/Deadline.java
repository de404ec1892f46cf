package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The moment after which nobody wants the answer.
 */
public final class Deadline {

	private final LongSupplier nanoClock;

	private final long expiresNanos;

	private Deadline(LongSupplier nanoClock, long expiresNanos) {
		this.nanoClock = nanoClock;
		this.expiresNanos = expiresNanos;
	}

	public static Deadline after(Duration timeout) {
		return after(timeout, System::nanoTime);
	}

	static Deadline after(Duration timeout, LongSupplier nanoClock) {
		return new Deadline(nanoClock, nanoClock.getAsLong() + timeout.toNanos());
	}

	/**
	 * Time left.
	 * @return nanoseconds, zero or negative once the deadline has passed
	 */
	public long remainingNanos() {
		return this.expiresNanos - this.nanoClock.getAsLong();
	}

	/**
	 * Refuses to begin work that nobody waits for.
	 * @throws ServiceException {@code DEADLINE_EXCEEDED} once the deadline has passed
	 */
	public void check() {
		if (remainingNanos() <= 0) {
			throw exceeded();
		}
	}

	/**
	 * What to throw when the deadline passed.
	 * @return a new exception of kind {@code DEADLINE_EXCEEDED}
	 */
	public static ServiceException exceeded() {
		return new ServiceException(FailureKind.DEADLINE_EXCEEDED,
				"The deadline passed before the answer was ready; allow more time or send fewer images at once");
	}

}
