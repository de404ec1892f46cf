package io.efficientnet.classifier.model;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Name of a model, its folder and its metric tag.
 *
 * @param value matches {@code [a-z0-9][a-z0-9._-]{0,63}}, so it is safe as a folder name
 */
public record ModelId(@JsonValue String value) {

	private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

	/**
	 * Checks the name.
	 * @throws IllegalArgumentException if it does not match the pattern
	 */
	@JsonCreator
	public ModelId {
		if (!isValid(value)) {
			throw new IllegalArgumentException(
					"A model id has 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit");
		}
	}

	public static boolean isValid(String value) {
		return PATTERN.matcher(value).matches();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
