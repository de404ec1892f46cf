package io.efficientnet.classifier.api;

import java.util.Locale;

import io.efficientnet.classifier.classification.Timings;

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

	static String of(Timings timings, long totalNanos) {
		return String.join(", ", metric("decode", timings.decode()), metric("resize", timings.resize()),
				metric("queue", timings.queue()), metric("inference", timings.inference()), of(totalNanos));
	}

	static String of(long totalNanos) {
		return metric("total", totalNanos);
	}

	private static String metric(String name, long nanos) {
		return String.format(Locale.ROOT, "%s;dur=%.3f", name, nanos / NANOS_PER_MILLISECOND);
	}

}
