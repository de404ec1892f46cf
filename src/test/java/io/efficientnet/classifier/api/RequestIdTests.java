package io.efficientnet.classifier.api;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "7b1c6f0e-6c7f-4f55-8f0e-0d4b0c9f5f7a", "web:42_a.b" })
	void keepsTheCallersId(String asked) {
		assertThat(RequestId.of(asked)).isEqualTo(asked);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "a b", "a\nb", "\u001b[31m", "ü", "{}",
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" })
	void makesOneInPlaceOfOneThatDoesNotBelongIntoALog(@Nullable String asked) {
		assertThat(RequestId.of(asked)).matches("[0-9a-f]{16}");
	}

	@Test
	void makesAnotherOneEachTime() {
		assertThat(RequestId.of(null)).isNotEqualTo(RequestId.of(null));
	}

}
