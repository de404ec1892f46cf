package io.efficientnet.classifier.api;

import java.util.Locale;

import io.efficientnet.classifier.classification.Timings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerTimingTests {

	private static final Timings TIMINGS = new Timings(1_210_000, 840_000, 30_000, 8_700_000);

	@Test
	void listsTheStagesInMilliseconds() {
		assertThat(ServerTiming.of(TIMINGS, 10_900_000))
			.isEqualTo("decode;dur=1.210, resize;dur=0.840, queue;dur=0.030, inference;dur=8.700, total;dur=10.900");
	}

	@Test
	void listsTheTotalAlone() {
		assertThat(ServerTiming.of(1_500)).isEqualTo("total;dur=0.002");
	}

	@Test
	void writesADecimalPointWhateverTheLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.GERMANY);
		try {
			assertThat(ServerTiming.of(1_500_000)).isEqualTo("total;dur=1.500");
		}
		finally {
			Locale.setDefault(before);
		}
	}

}
