package io.efficientnet.classifier.failure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureKindTests {

	@Test
	void hasTheNamesThatCallersRelyOn() {
		assertThat(FailureKind.values()).extracting(FailureKind::id)
			.containsExactly("invalid-request", "unauthorized", "unknown-model", "image-too-large",
					"unsupported-format", "undecodable-image", "overloaded", "client-gone", "internal", "unavailable",
					"deadline-exceeded");
	}

	@Test
	void travelsWithTheException() {
		IllegalStateException cause = new IllegalStateException("native text");

		ServiceException exception = new ServiceException(FailureKind.INTERNAL, "It failed", cause);

		assertThat(exception.kind()).isEqualTo(FailureKind.INTERNAL);
		assertThat(exception).hasMessage("It failed").hasCause(cause);
	}

}
