package io.efficientnet.classifier.batching;

import java.time.Duration;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainRateTests {

	private static final int FULL = 4;

	/** Windows end at an answer, so that the newest lies outside. */
	private static final Percentage CLOSE = Percentage.withPercentage(5);

	private final DrainRate rate = new DrainRate(FULL);

	private long now;

	@Test
	void knowsNothingAtFirst() {
		this.rate.begin(3, 0);

		assertThat(this.rate.drainNanos()).isZero();
		assertThat(this.rate.isTooLate(0)).isFalse();
	}

	@Test
	void measuresAnswersPerSecond() {
		this.rate.begin(FULL, 0);

		answer(100, Duration.ofMillis(10));

		assertThat(this.rate.drainNanos()).isCloseTo(Duration.ofMillis(40).toNanos(), CLOSE);
	}

	@Test
	void countsNoTimeInWhichNothingIsUnderWay() {
		for (int i = 0; i < 100; i++) {
			this.rate.begin(1, this.now);
			this.now += Duration.ofMillis(10).toNanos();
			this.rate.measure(1, this.now);
			this.rate.end(1, this.now);
			this.now += Duration.ofSeconds(5).toNanos();
		}

		this.rate.begin(1, this.now);
		assertThat(this.rate.drainNanos()).isCloseTo(Duration.ofMillis(10).toNanos(), CLOSE);
	}

	@Test
	void doesNotTakeLittleToDoForSlowness() {
		this.rate.begin(FULL, 0);
		answer(100, Duration.ofMillis(10));
		this.rate.end(FULL - 1, this.now);

		answer(100, Duration.ofMillis(50));

		assertThat(this.rate.drainNanos()).isCloseTo(Duration.ofMillis(10).toNanos(), CLOSE);
	}

	@Test
	void followsAServerThatBecomesSlowerUnderFullLoad() {
		this.rate.begin(FULL, 0);
		answer(100, Duration.ofMillis(10));

		answer(200, Duration.ofMillis(50));

		assertThat(this.rate.drainNanos()).isCloseTo(Duration.ofMillis(200).toNanos(), CLOSE);
	}

	@Test
	void followsAServerThatBecomesFaster() {
		this.rate.begin(1, 0);
		answer(100, Duration.ofMillis(50));

		answer(2000, Duration.ofMillis(10));

		assertThat(this.rate.drainNanos()).isCloseTo(Duration.ofMillis(10).toNanos(), CLOSE);
	}

	@Test
	void addsTheTimeOfTheImageItself() {
		this.rate.begin(1, 0);
		for (int i = 0; i < 100; i++) {
			this.now += Duration.ofMillis(10).toNanos();
			this.rate.measure(Duration.ofMillis(30).toNanos(), this.now);
		}

		assertThat(this.rate.isTooLate(Duration.ofMillis(39).toNanos())).isTrue();
		assertThat(this.rate.isTooLate(Duration.ofMillis(41).toNanos())).isFalse();
	}

	private void answer(int images, Duration each) {
		for (int i = 0; i < images; i++) {
			this.now += each.toNanos();
			this.rate.measure(1, this.now);
		}
	}

}
