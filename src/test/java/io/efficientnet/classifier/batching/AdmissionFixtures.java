package io.efficientnet.classifier.batching;

/** Doors for tests of other packages. */
public final class AdmissionFixtures {

	private static final int BODY_BYTES = 1 << 20;

	private AdmissionFixtures() {
	}

	/**
	 * A door that counts nothing.
	 * @param capacity images that may be under way
	 * @return a new one
	 */
	public static Admission admission(int capacity) {
		return new Admission(capacity, capacity, new MemoryBudget(BODY_BYTES), System::nanoTime, (_) -> {
		});
	}

}
