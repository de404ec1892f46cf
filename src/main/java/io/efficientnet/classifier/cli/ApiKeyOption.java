package io.efficientnet.classifier.cli;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The key that a server asks for. */
final class ApiKeyOption {

	/** Of requests. */
	static final String HEADER = "X-API-Key";

	/** What to do where a server refuses. */
	static final String REMEDY = "set CLASSIFIER_API_KEY to a key whose hash the server has";

	private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,256}");

	@Option(names = "--api-key", paramLabel = "KEY", defaultValue = "${env:CLASSIFIER_API_KEY}",
			description = "Key that the server asks for. Better given as the environment variable "
					+ "CLASSIFIER_API_KEY: other users of the machine see arguments.")
	private @Nullable String key;

	/**
	 * The key.
	 * @param spec of the command
	 * @return visible ASCII characters, null where none is given
	 * @throws ParameterException if it could be no header; does not show it
	 */
	@Nullable String value(CommandSpec spec) {
		if (this.key == null || this.key.isEmpty()) {
			return null;
		}
		if (!VISIBLE.matcher(this.key).matches()) {
			throw new ParameterException(spec.commandLine(),
					"--api-key (or CLASSIFIER_API_KEY) must be 1 to 256 visible ASCII characters");
		}
		return this.key;
	}

}
