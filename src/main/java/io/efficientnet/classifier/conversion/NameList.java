package io.efficientnet.classifier.conversion;

import java.util.List;

/** Names of a file in a message, of which there may be thousands. */
final class NameList {

	private static final int SHOWN = 5;

	private static final int SHOWN_LENGTH = 120;

	private NameList() {
	}

	static String of(List<String> names) {
		String shown = String.join(", ", names.stream().limit(SHOWN).map(NameList::shortened).toList());
		return (names.size() > SHOWN) ? "%s and %d more".formatted(shown, names.size() - SHOWN) : shown;
	}

	private static String shortened(String name) {
		return (name.length() > SHOWN_LENGTH) ? name.substring(0, SHOWN_LENGTH) + ".." : name;
	}

}
