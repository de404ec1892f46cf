package io.efficientnet.classifier.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ServerUnderLoadTests {

	private static final String OK = StubServer.answer(200, "", "{}");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final SSLContext TRUST = trust();

	private static final Duration NONE = Duration.ZERO;

	private static final Duration SHORT = Duration.ofMillis(300);

	@Test
	void keepsConnectionsAlive() throws IOException {
		try (StubServer server = new StubServer((_) -> OK)) {
			LoadResult result = load(server).measure(new Load.Closed(3), NONE, SHORT);

			assertThat(server.connections()).isEqualTo(3);
			assertThat(result.count(Outcome.OK)).isPositive().isEqualTo(server.requests());
			assertThat(result.outcomes().values().stream().mapToLong(Long::longValue).sum())
				.isEqualTo(result.count(Outcome.OK));
		}
	}

	@Test
	void sendsAllThatIsDueWhileTheServerStalls() throws IOException {
		int stalled = 50;
		double rate = 500;
		CountDownLatch arrived = new CountDownLatch(stalled);
		StubServer.Script stall = (_) -> {
			arrived.countDown();
			arrived.await();
			return OK;
		};
		try (StubServer server = new StubServer(stall)) {
			LoadResult result = load(server).measure(new Load.Open(rate, 1000, 1), NONE, SHORT);

			PoissonArrivals arrivals = new PoissonArrivals(rate, 1);
			long first = arrivals.nextNanos();
			long last = first;
			for (int i = 1; i < stalled; i++) {
				last = arrivals.nextNanos();
			}
			assertThat(result.accepted().maxMs()).isGreaterThanOrEqualTo(Math.floor((last - first) / 1e6));
			assertThat(result.count(Outcome.OK)).isGreaterThanOrEqualTo(stalled).isEqualTo(server.requests());
		}
	}

	@Test
	void putsAsManyRequestsInFlightAsThereAreConnections() throws IOException {
		CyclicBarrier all = new CyclicBarrier(8);
		StubServer.Script together = (request) -> {
			if (request < 8) {
				await(all);
			}
			return OK;
		};
		try (StubServer server = new StubServer(together)) {
			assertThat(load(server).measure(new Load.Closed(8), NONE, SHORT).count(Outcome.OK))
				.isGreaterThanOrEqualTo(8);
		}
	}

	@Test
	void countsResetsAndGoesOn() throws IOException {
		try (StubServer server = new StubServer((request) -> (request % 2 == 0) ? OK : "")) {
			LoadResult result = load(server).measure(new Load.Closed(1), NONE, SHORT);

			assertThat(result.count(Outcome.CONNECTION_ERROR)).isPositive();
			assertThat(result.count(Outcome.OK) + result.count(Outcome.CONNECTION_ERROR)).isEqualTo(server.requests());
			assertThat(result.firstError()).isNotBlank();
		}
	}

	@Test
	void opensAnotherConnectionWhereTheServerClosesOne() throws IOException {
		String closing = StubServer.answer(429, "Connection: close\n", "full");
		try (StubServer server = new StubServer((_) -> closing)) {
			LoadResult result = load(server).measure(new Load.Closed(1), NONE, SHORT);

			assertThat(result.statuses()).containsOnlyKeys(429);
			assertThat(result.count(Outcome.CONNECTION_ERROR)).isZero();
			assertThat(server.connections()).isEqualTo(server.requests());
		}
	}

	@Test
	void readsARefusalThatComesBeforeTheImageIsSent() throws Exception {
		byte[] large = new byte[64_000_000];
		try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> {
				try (Socket connection = listener.accept()) {
					connection.getOutputStream()
						.write(StubServer.answer(413, "", "too large").getBytes(StandardCharsets.US_ASCII));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());

			HttpAnswer answer = new ServerUnderLoad(url, Map.of(), Map.of(), List.of(large), TRUST, PATIENCE).ask();

			assertThat(answer).isEqualTo(new HttpAnswer(413, false, "too large"));
		}
	}

	@Test
	void asksOnce() throws IOException {
		try (StubServer server = new StubServer((_) -> StubServer.answer(404, "", "unknown"))) {
			assertThat(load(server).ask()).isEqualTo(new HttpAnswer(404, true, "unknown"));
			assertThat(server.requests()).isEqualTo(1);
		}
	}

	@Test
	void failsWhereTheServerHangsUp() {
		try (StubServer server = new StubServer(
				(_) -> "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n")) {
			assertThatExceptionOfType(EOFException.class).isThrownBy(load(server)::ask);
		}
	}

	@Test
	void givesUpOnAnswersThatDoNotCome() {
		CountDownLatch never = new CountDownLatch(1);
		StubServer.Script silent = (_) -> {
			never.await();
			return OK;
		};
		try (StubServer server = new StubServer(silent)) {
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(load(server.url(), Duration.ofMillis(50))::ask)
				.withMessage("No answer within 50 ms");
		}
		finally {
			never.countDown();
		}
	}

	@Test
	void failsWhereNobodyListens() throws IOException {
		// Bound, so that no other process can come to listen there
		try (Socket silent = new Socket()) {
			silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());

			assertThatExceptionOfType(ConnectException.class).isThrownBy(load(url, PATIENCE)::ask);
			LoadResult result = load(url, PATIENCE).measure(new Load.Closed(1), NONE, SHORT);
			assertThat(result.count(Outcome.CONNECTION_ERROR)).isPositive();
			assertThat(result.accepted().count()).isZero();
		}
	}

	@Test
	void failsWhereTheHostHasNoAddress() {
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(load(URI.create("http://nobody.invalid:8080"), PATIENCE)::ask)
			.withMessage("No address is known for nobody.invalid");
	}

	private static void await(CyclicBarrier barrier) throws InterruptedException {
		try {
			barrier.await();
		}
		catch (BrokenBarrierException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext trust() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ServerUnderLoad load(StubServer server) {
		return load(server.url(), PATIENCE);
	}

	private static ServerUnderLoad load(URI url, Duration patience) {
		return new ServerUnderLoad(url, Map.of(), Map.of(), List.of(new byte[40_000], new byte[1]), TRUST, patience);
	}

}
