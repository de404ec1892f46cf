package io.efficientnet.classifier.api;

import java.io.IOException;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class BodyMemoryInputTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final Admission.Body memory = mock();

	private final InputBuffer body = mock();

	private final ApplicationBufferHandler handler = mock();

	private final BodyMemoryInput input = new BodyMemoryInput(this.body, () -> this.request);

	@Test
	void takesMemoryForWhatComesUntilTheEnd() throws IOException {
		given(this.body.doRead(this.handler)).willReturn(7, 5, -1);
		BodyMemoryInput.take(this.request, this.memory);

		assertThat(this.input.doRead(this.handler)).isEqualTo(7);
		assertThat(this.input.doRead(this.handler)).isEqualTo(5);
		assertThat(this.input.doRead(this.handler)).isEqualTo(-1);

		then(this.memory).should().add(7);
		then(this.memory).should().add(5);
		then(this.memory).shouldHaveNoMoreInteractions();
	}

	@Test
	void stopsReadingWhereThereIsNoMemory() throws IOException {
		given(this.body.doRead(this.handler)).willReturn(7);
		willThrow(new ServiceException(FailureKind.OVERLOADED, "Full")).given(this.memory).add(7);
		BodyMemoryInput.take(this.request, this.memory);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.input.doRead(this.handler));
	}

	@Test
	void takesNoneForOtherRequests() throws IOException {
		given(this.body.doRead(this.handler)).willReturn(7);
		given(this.body.available()).willReturn(3);

		assertThat(this.input.doRead(this.handler)).isEqualTo(7);
		assertThat(new BodyMemoryInput(this.body, () -> null).doRead(this.handler)).isEqualTo(7);
		assertThat(this.input.available()).isEqualTo(3);
		then(this.memory).should(never()).add(anyInt());
	}

}
