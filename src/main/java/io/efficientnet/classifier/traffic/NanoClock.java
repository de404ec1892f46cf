package io.efficientnet.classifier.traffic;

import java.util.concurrent.locks.LockSupport;

/** Time as load generators see it, so that tests can let it pass. */
interface NanoClock {

	/** The time of this JVM. */
	NanoClock SYSTEM = new NanoClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void sleepUntil(long nanoTime) {
			for (long left = nanoTime - nanoTime(); left > 0; left = nanoTime - nanoTime()) {
				LockSupport.parkNanos(left);
			}
		}

	};

	long nanoTime();

	/**
	 * Returns at once if the time has passed.
	 * @param nanoTime on the scale of {@link #nanoTime()}
	 */
	void sleepUntil(long nanoTime);

}
