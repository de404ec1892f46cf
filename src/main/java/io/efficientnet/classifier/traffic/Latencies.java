package io.efficientnet.classifier.traffic;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long requests took, with three significant digits.
 *
 * @param count of requests
 * @param p50Ms time that half of them did not exceed, milliseconds; 0 where there are
 * none, like the others
 * @param p90Ms time that 90 of 100 did not exceed
 * @param p99Ms time that 99 of 100 did not exceed
 * @param p999Ms time that 999 of 1,000 did not exceed
 * @param maxMs the longest
 * @param curve from the shortest to the longest
 */
public record Latencies(long count, double p50Ms, double p90Ms, double p99Ms, double p999Ms, double maxMs,
		List<Quantile> curve) {

	private static final int STEPS_PER_HALF_DISTANCE = 5;

	static Latencies of(Histogram micros) {
		List<Quantile> curve = new ArrayList<>();
		for (HistogramIterationValue value : micros.percentiles(STEPS_PER_HALF_DISTANCE)) {
			curve.add(new Quantile(value.getPercentileLevelIteratedTo() / 100, ms(value.getValueIteratedTo())));
		}
		return new Latencies(micros.getTotalCount(), percentile(micros, 50), percentile(micros, 90),
				percentile(micros, 99), percentile(micros, 99.9), ms(micros.getMaxValue()), List.copyOf(curve));
	}

	private static double percentile(Histogram micros, double percent) {
		return ms(micros.getValueAtPercentile(percent));
	}

	private static double ms(long micros) {
		return micros / 1000.0;
	}

	/**
	 * A point of the distribution.
	 *
	 * @param share of requests that took no longer, 0..1
	 * @param latencyMs time in milliseconds
	 */
	public record Quantile(double share, double latencyMs) {
	}

}
