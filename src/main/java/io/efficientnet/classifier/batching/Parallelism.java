package io.efficientnet.classifier.batching;

import java.util.concurrent.TimeUnit;

/**
 * How much work the server does at once when it is full: nanoseconds of work in one of
 * the clock. Measured only in stretches in which no fewer images than cores are under
 * way, since what a server with little to do shows is no limit; from the end of one run
 * to that of another, since the first of a burst all begin together. Old measurements are
 * forgotten, as nothing corrects them while the server is not full. Not safe for
 * concurrent use.
 */
final class Parallelism {

	private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long GOOD_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final double NEWEST_WEIGHT = 0.3;

	private final int cores;

	private int underWay;

	private boolean measuring;

	private long windowStart;

	private double windowWork;

	private double measured;

	private long measuredAt;

	/**
	 * Nothing under way, nothing measured.
	 * @param cores images under way that fill the server
	 */
	Parallelism(int cores) {
		this.cores = cores;
	}

	/** An image is being worked on, for which nothing has to be loaded any more. */
	void begin() {
		this.underWay++;
	}

	void end() {
		this.underWay--;
		this.measuring &= isFull();
	}

	/**
	 * Notes that a run has ended.
	 * @param nanos that were spent on its image
	 * @param now time of the clock
	 */
	void ran(double nanos, long now) {
		if (!isFull()) {
			return;
		}
		if (!this.measuring) {
			this.measuring = true;
			beginWindow(now);
			return;
		}
		this.windowWork += nanos;
		long elapsed = now - this.windowStart;
		if (elapsed >= WINDOW_NANOS) {
			double known = value(now);
			double newest = this.windowWork / (double) elapsed;
			this.measured = (known > 0) ? known + NEWEST_WEIGHT * (newest - known) : newest;
			this.measuredAt = now;
			beginWindow(now);
		}
	}

	/**
	 * What was measured last.
	 * @param now time of the clock
	 * @return 0 where it is not known
	 */
	double value(long now) {
		return (now - this.measuredAt <= GOOD_FOR_NANOS) ? this.measured : 0;
	}

	private boolean isFull() {
		return this.underWay >= this.cores;
	}

	private void beginWindow(long now) {
		this.windowStart = now;
		this.windowWork = 0;
	}

}
