package io.efficientnet.classifier.conversion.format;

/**
 * What all pickles of one file may make together, whatever becomes of it, so that work
 * and memory are bounded.
 */
final class PickleBudget {

	/** Eight times what a checkpoint of B7 with the state of its optimizer needs. */
	private static final int MAX_VALUES = 1 << 20;

	private final String format;

	private int values;

	/**
	 * A budget of which nothing is spent.
	 * @param format of the file, in words
	 */
	PickleBudget(String format) {
		this.format = format;
	}

	/** Takes values that are made, copied or kept. */
	void take(int more) {
		if (more > MAX_VALUES - this.values) {
			throw Refusal.malformed(this.format, "its pickle makes more than %d values".formatted(MAX_VALUES));
		}
		this.values += more;
	}

}
