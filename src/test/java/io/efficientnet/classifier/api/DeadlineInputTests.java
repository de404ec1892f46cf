package io.efficientnet.classifier.api;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.efficientnet.classifier.api.DeadlineInput.Upload;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.longThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class DeadlineInputTests {

	private static final long PAUSE_MILLIS = 10_000;

	private static final long BYTES_PER_SECOND = 1000;

	private final InputBuffer body = mock();

	private final SocketWrapperBase<?> socket = mock();

	private final ApplicationBufferHandler target = mock();

	private Duration elapsed = Duration.ZERO;

	@Test
	void leavesBodiesWithoutADeadlineAlone() throws IOException {
		given(this.body.doRead(this.target)).willReturn(5);

		assertThat(input(null).doRead(this.target)).isEqualTo(5);
		then(this.socket).should(never()).setReadTimeout(anyLong());
	}

	@Test
	void readsNothingOnceTheDeadlineHasPassed() throws IOException {
		refuses(FailureKind.DEADLINE_EXCEEDED, Deadline.after(Duration.ZERO));

		then(this.body).should(never()).doRead(this.target);
	}

	@Test
	void waitsNoLongerThanTheDeadlineForAByte() throws IOException {
		given(this.socket.getReadTimeout()).willReturn(PAUSE_MILLIS);

		input(Deadline.after(Duration.ofSeconds(5))).doRead(this.target);

		InOrder order = inOrder(this.socket, this.body);
		then(this.socket).should(order).setReadTimeout(longThat((millis) -> millis > 0 && millis <= 5001));
		then(this.body).should(order).doRead(this.target);
		then(this.socket).should(order).setReadTimeout(PAUSE_MILLIS);
	}

	@Test
	void waitsNoLongerThanTheServerDoesElsewhere() throws IOException {
		given(this.socket.getReadTimeout()).willReturn(PAUSE_MILLIS);
		given(this.body.doRead(this.target)).willThrow(new SocketTimeoutException());

		refuses(FailureKind.INVALID_REQUEST, Deadline.after(Duration.ofHours(1)));

		then(this.socket).should(never()).setReadTimeout(longThat((millis) -> millis != PAUSE_MILLIS));
	}

	@Test
	void waitsUntilTheDeadlineWhereTheServerHasNoLimit() throws IOException {
		given(this.socket.getReadTimeout()).willReturn(-1L);

		input(Deadline.after(Duration.ofSeconds(5))).doRead(this.target);

		then(this.socket).should().setReadTimeout(longThat((millis) -> millis > 0 && millis <= 5001));
	}

	@Test
	void tellsCallersWhoHungUpFromThoseWhoSendNoChunks() throws IOException {
		given(this.body.doRead(this.target)).willThrow(new EOFException()).willThrow(new BadRequestException());

		refuses(FailureKind.CLIENT_GONE, Deadline.after(Duration.ofHours(1)));
		refuses(FailureKind.INVALID_REQUEST, Deadline.after(Duration.ofHours(1)));
	}

	@Test
	void refusesABodyThatDrips() throws IOException {
		this.elapsed = Duration.ofMinutes(1);
		given(this.body.doRead(this.target)).willReturn(1);

		refuses(FailureKind.INVALID_REQUEST, Deadline.after(Duration.ofHours(1)));
	}

	@Test
	void asksForNoPaceOfABodyThatIsOver() throws IOException {
		this.elapsed = Duration.ofMinutes(1);
		given(this.body.doRead(this.target)).willReturn(-1);

		assertThat(input(Deadline.after(Duration.ofHours(1))).doRead(this.target)).isEqualTo(-1);
	}

	@Test
	void saysHowMuchIsThereWithoutReading() {
		given(this.body.available()).willReturn(7);

		assertThat(input(null).available()).isEqualTo(7);
	}

	private void refuses(FailureKind kind, Deadline deadline) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> input(deadline).doRead(this.target))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private DeadlineInput input(@Nullable Deadline deadline) {
		Upload upload = (deadline != null) ? new Upload(deadline, System.nanoTime() - this.elapsed.toNanos()) : null;
		return new DeadlineInput(this.body, () -> upload, () -> this.socket, new UploadRate(BYTES_PER_SECOND));
	}

}
