package io.efficientnet.classifier.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClientConnectionTests {

	private static final long LONGEST_NANOS = 1_000;

	private final NioChannel channel = mock();

	private final SocketWrapperBase<NioChannel> socket = mock();

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private long start = -1;

	private final ClientConnection connection = new ClientConnection(() -> this.start);

	private final ClientConnections connections = new ClientConnections(Duration.ofNanos(LONGEST_NANOS), () -> 0);

	@BeforeEach
	void begin() {
		given(this.socket.getSocket()).willReturn(this.channel);
		this.connection.begin(this.socket);
		this.connections.enter(this.connection);
		Request tomcat = new Request(new Connector(), new org.apache.coyote.Request());
		this.connection.attachTo(tomcat);
		tomcat.getAttributeNames()
			.asIterator()
			.forEachRemaining((n) -> this.request.setAttribute(n, tomcat.getAttribute(n)));
	}

	@Test
	void answersWhatTheWorkAnswers() {
		assertThat(ClientConnection.<String>watching(this.request, () -> "answer")).isEqualTo("answer");
	}

	@Test
	void worksWithoutAConnection() {
		assertThat(ClientConnection.<String>watching(new MockHttpServletRequest(), () -> "answer")).isEqualTo("answer");
	}

	@Test
	void interruptsTheWorkOfACallerWhoHungUp() throws IOException {
		given(this.socket.read(anyBoolean(), any(ByteBuffer.class))).willThrow(new EOFException());

		refuses(FailureKind.CLIENT_GONE, this::waitForInterrupt);

		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void leavesTheNextRequestInItsPlace() throws IOException {
		given(this.socket.read(eq(false), any(ByteBuffer.class))).willAnswer((call) -> {
			call.<ByteBuffer>getArgument(1).put((byte) 'P');
			return 1;
		});

		String answer = ClientConnection.watching(this.request, () -> {
			this.connections.look();
			return "answer";
		});

		assertThat(answer).isEqualTo("answer");
		then(this.socket).should().unRead(ByteBuffer.wrap(new byte[] { 'P' }));
	}

	@Test
	void doesNotTouchAConnectionThatIsReadOrWritten() throws IOException {
		this.connections.look();

		then(this.socket).should(never()).read(anyBoolean(), any(ByteBuffer.class));
	}

	@Test
	void passesOnWhatTheWorkThrowsWhileTheCallerIsThere() {
		refuses(FailureKind.OVERLOADED, () -> {
			throw new ServiceException(FailureKind.OVERLOADED, "Too many");
		});
	}

	@Test
	void cutsOffARequestThatTakesTooLong() throws IOException {
		SocketChannel io = mock();
		given(this.channel.getIOChannel()).willReturn(io);
		given(io.shutdownInput()).willReturn(io);
		this.start = -LONGEST_NANOS - 2;

		this.connections.look();

		then(io).should().shutdownInput();
		then(io).should().shutdownOutput();
	}

	@Test
	void goesOnLookingWhenAConnectionFails() throws Exception {
		CountDownLatch looks = new CountDownLatch(2);
		ClientConnection failing = new ClientConnection(() -> {
			looks.countDown();
			throw new IllegalStateException("Recycled");
		});
		failing.begin(this.socket);

		try (ClientConnections watched = new ClientConnections(Duration.ofNanos(LONGEST_NANOS), () -> 0)) {
			watched.enter(failing);
			watched.watch();
			looks.await();
		}

		assertThat(looks.getCount()).isZero();
	}

	@Test
	void leavesARequestThatMayStillTakeAWhile() {
		this.start = -LONGEST_NANOS;

		this.connections.look();

		then(this.channel).shouldHaveNoInteractions();
	}

	@Test
	void forgetsAConnectionWhoseRequestIsOver() throws IOException {
		this.connection.end();
		this.start = -LONGEST_NANOS - 2;

		this.connections.look();

		then(this.channel).shouldHaveNoInteractions();
	}

	@Test
	void isIdleOnceTheLastRequestIsOver() throws Exception {
		assertThat(this.connections.awaitIdle(Duration.ofMillis(1))).isFalse();
		CountDownLatch waiting = new CountDownLatch(1);
		CompletableFuture<Boolean> idle = CompletableFuture.supplyAsync(() -> {
			waiting.countDown();
			try {
				return this.connections.awaitIdle(Duration.ofMinutes(1));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		waiting.await();

		this.connections.leave(this.connection);

		assertThat(idle.get()).isTrue();
	}

	private void refuses(FailureKind kind, Supplier<String> work) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> ClientConnection.watching(this.request, work))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private String waitForInterrupt() {
		this.connections.look();
		try {
			new CountDownLatch(1).await();
			return "never";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ServiceException(FailureKind.UNAVAILABLE, "Interrupted", ex);
		}
	}

}
