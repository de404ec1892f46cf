package io.efficientnet.classifier.image;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The time that one decode may take. Decoders in Java ask between pieces of work. Those
 * in C cannot be interrupted: what they get is bounded beforehand, by pixels and scans.
 */
final class DecodeTime {

	private final Duration most;

	private final LongSupplier nanoClock;

	private final long startNanos;

	DecodeTime(Duration most, LongSupplier nanoClock) {
		this.most = most;
		this.nanoClock = nanoClock;
		this.startNanos = nanoClock.getAsLong();
	}

	static DecodeTime begin(Duration most) {
		return new DecodeTime(most, System::nanoTime);
	}

	/**
	 * Ends a decode that takes too long.
	 * @throws ServiceException {@code UNDECODABLE_IMAGE}
	 */
	void check() {
		if (this.nanoClock.getAsLong() - this.startNanos > this.most.toNanos()) {
			throw new ServiceException(FailureKind.UNDECODABLE_IMAGE,
					"The image takes longer to decode than the " + this.most.toMillis() + " ms that it may");
		}
	}

}
