package io.efficientnet.classifier.batching;

import java.util.Locale;

/** Why images are refused before any work. */
enum Refusal {

	/** As many images are under way as may be. */
	QUEUE_FULL("Too many images wait already; try again later"),

	/** The answer would come after the deadline. */
	DEADLINE("The images that wait already would take longer than the deadline allows; try again later"),

	/** The bodies of other requests take all memory there is for them. */
	MEMORY("Too many uploads are under way; try again later");

	private final String message;

	Refusal(String message) {
		this.message = message;
	}

	String message() {
		return this.message;
	}

	/**
	 * The value of the tag {@code reason}.
	 * @return lower case, words joined by hyphens
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
