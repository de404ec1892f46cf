package io.efficientnet.classifier.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * How the requests fared that were due in the measured time. Goodput and {@code bySecond}
 * instead tell of what ended in it, whenever it was sent, since work that a server still
 * has at the end stands for work that it had at the beginning.
 *
 * @param measured time, without warm-up
 * @param outcomes number of requests, for every outcome
 * @param statuses number of answers by status
 * @param goodput answers with status 200 per second
 * @param accepted latencies of answers with status 200: of a closed load from sending, of
 * an open one from when the request was due
 * @param refused the same of status 429
 * @param sendDelay how long after it was due a request began to be sent, what the
 * generator itself adds to latencies; of an open load only
 * @param bySecond what ended in each second
 * @param drain how long after the measured time the last request ended
 * @param firstOther status and text of the first answer of {@code OTHER}
 * @param firstError reason of the first {@code CONNECTION_ERROR}
 */
public record LoadResult(Duration measured, Map<Outcome, Long> outcomes, SortedMap<Integer, Long> statuses,
		double goodput, Latencies accepted, Latencies refused, Latencies sendDelay, List<Map<Outcome, Long>> bySecond,
		Duration drain, @Nullable HttpAnswer firstOther, @Nullable String firstError) {

	/**
	 * Number of requests that ended so.
	 * @param outcome one of all there are
	 * @return 0 or more
	 */
	public long count(Outcome outcome) {
		return this.outcomes.getOrDefault(outcome, 0L);
	}

}
