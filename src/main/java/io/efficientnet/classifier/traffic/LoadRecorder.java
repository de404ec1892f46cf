package io.efficientnet.classifier.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts each request once, at its end. Safe for use by several threads; its size depends
 * on the measured seconds only.
 */
final class LoadRecorder {

	private static final long LONGEST_MICROS = 3_600_000_000L;

	private static final int DIGITS = 3;

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private final long begin;

	private final Duration measured;

	private final Map<Outcome, Long> outcomes = zeros();

	private final SortedMap<Integer, Long> statuses = new TreeMap<>();

	private final List<Map<Outcome, Long>> bySecond = new ArrayList<>();

	private final Histogram accepted = new Histogram(LONGEST_MICROS, DIGITS);

	private final Histogram refused = new Histogram(LONGEST_MICROS, DIGITS);

	private final Histogram sendDelay = new Histogram(LONGEST_MICROS, DIGITS);

	private long lastEnd;

	private @Nullable HttpAnswer firstOther;

	private @Nullable String firstError;

	/**
	 * Records requests that are due in a span of time.
	 * @param begin of the span, on the scale of {@link NanoClock#nanoTime()}
	 * @param measured its length
	 */
	LoadRecorder(long begin, Duration measured) {
		this.begin = begin;
		this.measured = measured;
		for (long second = 0; second < measured.toNanos(); second += NANOS_PER_SECOND) {
			this.bySecond.add(zeros());
		}
	}

	/**
	 * A request was answered.
	 * @param answer of the server
	 * @param due when it was due; of a closed load when it was sent
	 * @param sent when the generator turned to it
	 * @param ended when the answer was complete
	 */
	synchronized void answered(HttpAnswer answer, long due, long sent, long ended) {
		Outcome outcome = Outcome.ofStatus(answer.status());
		ended(outcome, ended);
		if (!isMeasured(due)) {
			return;
		}
		this.outcomes.merge(outcome, 1L, Long::sum);
		this.statuses.merge(answer.status(), 1L, Long::sum);
		record(this.sendDelay, sent - due);
		if (outcome == Outcome.OK) {
			record(this.accepted, ended - due);
		}
		else if (outcome == Outcome.OVERLOADED) {
			record(this.refused, ended - due);
		}
		else if (outcome == Outcome.OTHER && this.firstOther == null) {
			this.firstOther = answer;
		}
	}

	/**
	 * A request got no complete answer.
	 * @param reason why
	 * @param due when it was due; of a closed load when it was sent
	 * @param ended when the client gave up
	 */
	synchronized void failed(IOException reason, long due, long ended) {
		ended(Outcome.CONNECTION_ERROR, ended);
		if (isMeasured(due)) {
			this.outcomes.merge(Outcome.CONNECTION_ERROR, 1L, Long::sum);
			if (this.firstError == null) {
				this.firstError = (reason.getMessage() != null) ? reason.getMessage()
						: reason.getClass().getSimpleName();
			}
		}
	}

	/**
	 * A request was due and could not be sent.
	 * @param due when
	 */
	synchronized void notSent(long due) {
		ended(Outcome.NOT_SENT, due);
		if (isMeasured(due)) {
			this.outcomes.merge(Outcome.NOT_SENT, 1L, Long::sum);
		}
	}

	synchronized LoadResult result() {
		long ok = this.bySecond.stream().mapToLong((second) -> second.getOrDefault(Outcome.OK, 0L)).sum();
		return new LoadResult(this.measured, Collections.unmodifiableMap(new EnumMap<>(this.outcomes)),
				Collections.unmodifiableSortedMap(new TreeMap<>(this.statuses)),
				ok * (double) NANOS_PER_SECOND / this.measured.toNanos(), Latencies.of(this.accepted),
				Latencies.of(this.refused), Latencies.of(this.sendDelay),
				this.bySecond.stream().map((second) -> Collections.unmodifiableMap(new EnumMap<>(second))).toList(),
				Duration.ofNanos(Math.max(0, this.lastEnd - this.measured.toNanos())), this.firstOther,
				this.firstError);
	}

	private boolean isMeasured(long due) {
		long since = due - this.begin;
		return since >= 0 && since < this.measured.toNanos();
	}

	private void ended(Outcome outcome, long time) {
		this.lastEnd = Math.max(this.lastEnd, time - this.begin);
		if (isMeasured(time)) {
			this.bySecond.get((int) ((time - this.begin) / NANOS_PER_SECOND)).merge(outcome, 1L, Long::sum);
		}
	}

	private static void record(Histogram histogram, long nanos) {
		histogram.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
	}

	private static Map<Outcome, Long> zeros() {
		Map<Outcome, Long> zeros = new EnumMap<>(Outcome.class);
		for (Outcome outcome : Outcome.values()) {
			zeros.put(outcome, 0L);
		}
		return zeros;
	}

}
