package io.efficientnet.classifier.observability;

import java.time.Duration;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.Timer;

/**
 * Timers with the buckets that all latencies share, so that stages can be compared and
 * added up.
 */
public final class Meters {

	private static final Duration[] LATENCY_BUCKETS = LongStream
		.of(250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
				5_000_000, 10_000_000)
		.mapToObj((micros) -> Duration.ofNanos(micros * 1_000))
		.toArray(Duration[]::new);

	private Meters() {
	}

	/**
	 * A timer with explicit buckets from 0.25 ms to 10 s.
	 * @param name lower case, dotted
	 * @param description for operators
	 * @return a builder to add tags to
	 */
	public static Timer.Builder latency(String name, String description) {
		return Timer.builder(name).description(description).serviceLevelObjectives(LATENCY_BUCKETS);
	}

	/**
	 * The timer of one stage of a request.
	 * @param stage one of read, decode, resize, queue, inference, respond
	 * @return a builder
	 */
	public static Timer.Builder stage(String stage) {
		return latency("classifier.stage", "Time that images spend in each stage").tag("stage", stage);
	}

}
