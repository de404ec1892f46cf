package io.efficientnet.classifier.traffic;

import java.util.Arrays;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PoissonArrivalsTests {

	private static final int MANY = 100_000;

	/** Five standard errors of the mean of so many gaps. */
	private static final double TOLERANCE = 5 / Math.sqrt(MANY);

	@Test
	void repeatsTheSameTimesForTheSameSeed() {
		assertThat(times(50, 7, 1000)).isEqualTo(times(50, 7, 1000)).isNotEqualTo(times(50, 8, 1000)).isSorted();
	}

	@Test
	void hasTheMeanAndTheSpreadOfExponentialGaps() {
		long[] times = times(50, 1, MANY);
		double[] gaps = new double[MANY - 1];
		Arrays.setAll(gaps, (i) -> (times[i + 1] - times[i]) / 1e9);

		double mean = Arrays.stream(gaps).average().orElseThrow();
		double beyondMean = (double) Arrays.stream(gaps).filter((gap) -> gap > mean).count() / gaps.length;

		assertThat(mean * 50).isEqualTo(1, within(TOLERANCE));
		assertThat(beyondMean).isEqualTo(1 / Math.E, within(TOLERANCE));
	}

	private static long[] times(double rate, long seed, int count) {
		PoissonArrivals arrivals = new PoissonArrivals(rate, seed);
		return LongStream.generate(arrivals::nextNanos).limit(count).toArray();
	}

}
