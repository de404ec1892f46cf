package io.efficientnet.classifier.api;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.efficientnet.classifier.classification.Timings;
import io.efficientnet.classifier.observability.StageSpans.Stage;

/**
 * The {@code Server-Timing} header, durations in milliseconds.
 *
 * @see <a href="https://www.w3.org/TR/server-timing/">Server Timing</a>
 */
final class ServerTiming {

	static final String HEADER = "Server-Timing";

	private static final double NANOS_PER_MILLISECOND = 1e6;

	private ServerTiming() {
	}

	/**
	 * The stages that timings are of.
	 * @param timings of one image
	 * @return in the order in which an image goes through them
	 */
	static List<Stage> stages(Timings timings) {
		return List.of(new Stage("decode", timings.decode()), new Stage("resize", timings.resize()),
				new Stage("queue", timings.queue()), new Stage("inference", timings.inference()));
	}

	static String of(Timings timings, long totalNanos) {
		return Stream
			.concat(stages(timings).stream().map((stage) -> metric(stage.name(), stage.nanos())),
					Stream.of(of(totalNanos)))
			.collect(Collectors.joining(", "));
	}

	static String of(long totalNanos) {
		return metric("total", totalNanos);
	}

	private static String metric(String name, long nanos) {
		return String.format(Locale.ROOT, "%s;dur=%.3f", name, nanos / NANOS_PER_MILLISECOND);
	}

}
