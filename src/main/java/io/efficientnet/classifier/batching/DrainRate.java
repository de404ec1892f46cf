package io.efficientnet.classifier.batching;

import java.util.concurrent.TimeUnit;

/**
 * How many images are under way for one key and how fast they are answered. Only time in
 * which images are under way counts; a server with little to do shows a lower bound of
 * its rate, so that such a measurement never lowers the rate. Not safe for concurrent
 * use.
 */
final class DrainRate {

	private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final double NEWEST_WEIGHT = 0.3;

	private static final double NANOS_PER_SECOND = 1e9;

	private final int fullLoad;

	private int underWay;

	// Images per second and nanoseconds of one image; 0 until measured
	private double rate;

	private double serviceNanos;

	private long windowNanos;

	private int windowImages;

	private boolean windowFull = true;

	private long busySince;

	/**
	 * Nothing under way, nothing measured.
	 * @param fullLoad how many images under way keep the server busy
	 */
	DrainRate(int fullLoad) {
		this.fullLoad = fullLoad;
	}

	int underWay() {
		return this.underWay;
	}

	void begin(int images, long now) {
		if (this.underWay == 0) {
			this.busySince = now;
		}
		this.underWay += images;
	}

	/**
	 * Notes that an image was answered, which is still under way.
	 * @param nanos that were spent on it, not counting those it waited
	 * @param now time of the clock
	 */
	void measure(long nanos, long now) {
		this.serviceNanos = (this.serviceNanos > 0) ? mean(this.serviceNanos, (double) nanos) : (double) nanos;
		this.windowFull &= this.underWay >= this.fullLoad;
		this.windowImages++;
		long elapsed = this.windowNanos + now - this.busySince;
		if (elapsed >= WINDOW_NANOS) {
			learn(this.windowImages * NANOS_PER_SECOND / (double) elapsed);
			this.windowNanos = 0;
			this.windowImages = 0;
			this.windowFull = true;
			this.busySince = now;
		}
	}

	/** Images left, answered or not. */
	void end(int images, long now) {
		this.underWay -= images;
		if (images > 0 && this.underWay == 0) {
			this.windowNanos += now - this.busySince;
		}
	}

	/**
	 * Time until all that is under way is answered.
	 * @return nanoseconds; 0 while there is no measurement
	 */
	long drainNanos() {
		return (this.rate > 0) ? (long) (this.underWay * NANOS_PER_SECOND / this.rate) : 0;
	}

	/**
	 * Whether one more image would be answered too late. Never so without measurement, or
	 * where nothing is under way.
	 * @param remainingNanos time that the image has
	 * @return whether what is under way and the image itself take longer
	 */
	boolean isTooLate(long remainingNanos) {
		return this.underWay > 0 && this.rate > 0 && drainNanos() + this.serviceNanos > remainingNanos;
	}

	private void learn(double sample) {
		if (this.rate == 0) {
			this.rate = sample;
		}
		else if (sample > this.rate || this.windowFull) {
			this.rate = mean(this.rate, sample);
		}
	}

	private static double mean(double known, double newest) {
		return known + NEWEST_WEIGHT * (newest - known);
	}

}
