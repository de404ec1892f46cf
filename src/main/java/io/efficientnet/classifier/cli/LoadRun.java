package io.efficientnet.classifier.cli;

import java.util.Locale;
import java.util.Objects;

import io.efficientnet.classifier.traffic.Load;
import io.efficientnet.classifier.traffic.LoadResult;
import org.jspecify.annotations.Nullable;

/**
 * A load that was put on a server, and how it fared.
 *
 * @param model id, null for the one that the server chose
 * @param load how requests were sent
 * @param result how they fared
 */
record LoadRun(@Nullable String model, Load load, LoadResult result) {

	private static final String DEFAULT_MODEL = "(default)";

	String modelName() {
		return Objects.requireNonNullElse(this.model, DEFAULT_MODEL);
	}

	String loadName() {
		return name(this.load);
	}

	static String name(Load load) {
		return switch (load) {
			case Load.Closed(int connections) -> connections + ((connections == 1) ? " connection" : " connections");
			case Load.Open open -> String.format(Locale.ROOT, "%.1f/s", open.rate());
		};
	}

}
