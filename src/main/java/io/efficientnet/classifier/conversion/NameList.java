package io.efficientnet.classifier.conversion;

import java.util.List;

import io.efficientnet.classifier.failure.ShownText;

/** Names of a file in a message, of which there may be thousands. */
final class NameList {

	private static final int SHOWN = 5;

	private static final int SHOWN_LENGTH = 120;

	private NameList() {
	}

	static String of(List<String> names) {
		String shown = String.join(", ",
				names.stream().limit(SHOWN).map((name) -> ShownText.of(name, SHOWN_LENGTH)).toList());
		return (names.size() > SHOWN) ? "%s and %d more".formatted(shown, names.size() - SHOWN) : shown;
	}

}
