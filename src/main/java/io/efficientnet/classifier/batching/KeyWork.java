package io.efficientnet.classifier.batching;

/**
 * Images of one key that are under way, and how long one takes. Not safe for concurrent
 * use.
 */
final class KeyWork {

	private static final double NEWEST_WEIGHT = 0.2;

	private static final double DOUBT = 0.95;

	private int underWay;

	// Nanoseconds of one image and of the run in it; 0 until measured
	private double imageNanos;

	private double runNanos;

	int underWay() {
		return this.underWay;
	}

	void begin(int images) {
		this.underWay += images;
	}

	void end(int images) {
		this.underWay -= images;
	}

	/**
	 * Notes that a run has ended, whether its caller still listens or not.
	 * @param preparation nanoseconds that were spent on the image before
	 * @param run nanoseconds of the run
	 */
	void ran(long preparation, long run) {
		this.imageNanos = mean(this.imageNanos, (double) preparation + run);
		this.runNanos = mean(this.runNanos, (double) run);
	}

	/**
	 * Time that one image takes, not counting that in which it waits.
	 * @return nanoseconds; 0 until measured
	 */
	double imageNanos() {
		return this.imageNanos;
	}

	/**
	 * Time that is to be spent on what is under way.
	 * @param most how many images count
	 * @return nanoseconds of work; 0 until measured
	 */
	double nanos(int most) {
		return Math.min(most, this.underWay) * this.imageNanos;
	}

	/**
	 * Whether a run is likely to end in time. Each that is not tried makes the
	 * measurement count for less, since without runs it could never be corrected.
	 * @param remainingNanos time that is left
	 * @return whether it is no less than a run takes
	 */
	boolean isWorthBeginning(long remainingNanos) {
		if (remainingNanos < this.runNanos) {
			this.runNanos *= DOUBT;
			return false;
		}
		return true;
	}

	private static double mean(double known, double newest) {
		return (known > 0) ? known + NEWEST_WEIGHT * (newest - known) : newest;
	}

}
