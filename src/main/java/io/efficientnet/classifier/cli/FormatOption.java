package io.efficientnet.classifier.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How results are written. */
final class FormatOption {

	@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
			description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
	@SuppressWarnings("NullAway.Init") // has a default value
	private Format format;

	boolean isJson() {
		return this.format == Format.json;
	}

	static String json(Object value) {
		return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(value);
	}

	/** Spelled as users type them. */
	enum Format {

		text, json

	}

}
