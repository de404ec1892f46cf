package io.efficientnet.classifier.traffic;

/** How a request ended. */
public enum Outcome {

	/** Status 200. */
	OK,

	/** Status 429. */
	OVERLOADED,

	/** Status 504. */
	DEADLINE_EXCEEDED,

	/** Any other status. */
	OTHER,

	/** No complete answer: refused, reset, or later than the client waits. */
	CONNECTION_ERROR,

	/** Due while as many as allowed were in flight. */
	NOT_SENT;

	static Outcome ofStatus(int status) {
		return switch (status) {
			case 200 -> OK;
			case 429 -> OVERLOADED;
			case 504 -> DEADLINE_EXCEEDED;
			default -> OTHER;
		};
	}

}
