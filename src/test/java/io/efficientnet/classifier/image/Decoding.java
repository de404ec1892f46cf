package io.efficientnet.classifier.image;

import java.time.Duration;

/** For tests that are not about time. */
final class Decoding {

	/** Whose clock stands still. */
	static final DecodeTime UNLIMITED = new DecodeTime(Duration.ZERO, () -> 0);

	private Decoding() {
	}

}
