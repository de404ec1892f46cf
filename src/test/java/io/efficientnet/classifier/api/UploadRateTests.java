package io.efficientnet.classifier.api;

import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class UploadRateTests {

	private final UploadRate rate = new UploadRate(1000);

	@Test
	void letsABodyGetGoing() {
		assertThatNoException().isThrownBy(() -> this.rate.check(0, TimeUnit.SECONDS.toNanos(3)));
	}

	@Test
	void refusesABodyThatDripsAfterThat() {
		assertThatNoException().isThrownBy(() -> this.rate.check(2000, TimeUnit.SECONDS.toNanos(5)));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.rate.check(1999, TimeUnit.SECONDS.toNanos(5)))
			.withMessageContaining("1000 bytes per second (classifier.limits.upload-rate)")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void takesAnyPaceWhereNoneIsAskedFor() {
		assertThatNoException().isThrownBy(() -> new UploadRate(0).check(0, Long.MAX_VALUE));
	}

}
