package io.efficientnet.classifier.failure;

import java.util.regex.Pattern;

/**
 * Text from files and strangers as messages show it. A name may hold characters that move
 * the cursor, end the line or turn the reading direction, and would then look like
 * another.
 */
public final class ShownText {

	/** Controls, formats, what no character is assigned to, and separators of lines. */
	private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

	private ShownText() {
	}

	/**
	 * Replaces what cannot be seen.
	 * @param text any
	 * @return the text with {@code ?} for each such character
	 */
	public static String of(String text) {
		return INVISIBLE.matcher(text).replaceAll("?");
	}

	/**
	 * Replaces what cannot be seen and cuts what is long.
	 * @param text any
	 * @param length most characters to show
	 * @return the beginning of the text
	 */
	public static String of(String text, int length) {
		return (text.length() > length) ? of(text.substring(0, length)) + ".." : of(text);
	}

}
