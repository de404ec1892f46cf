package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class DeadlineTests {

	private final AtomicLong clock = new AtomicLong();

	@Test
	void countsDown() {
		Deadline deadline = deadline(1000);

		this.clock.addAndGet(400);

		assertThat(deadline.remainingNanos()).isEqualTo(600);
		assertThatNoException().isThrownBy(deadline::check);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1000, 1001, 5000 })
	void refusesWorkOnceItHasPassed(long elapsed) {
		Deadline deadline = deadline(1000);

		this.clock.addAndGet(elapsed);

		assertThat(deadline.remainingNanos()).isEqualTo(1000 - elapsed);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(deadline::check)
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.DEADLINE_EXCEEDED);
	}

	@Test
	void standsAClockThatOverflows() {
		this.clock.set(Long.MAX_VALUE - 10);
		Deadline deadline = deadline(1000);

		this.clock.addAndGet(400);

		assertThat(deadline.remainingNanos()).isEqualTo(600);
	}

	private Deadline deadline(long nanos) {
		return Deadline.after(Duration.ofNanos(nanos), this.clock::get);
	}

}
