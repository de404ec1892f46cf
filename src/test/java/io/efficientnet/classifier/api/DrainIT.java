package io.efficientnet.classifier.api;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The end of the service, in processes of their own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DrainIT {

	private static final int CALLERS = 8;

	private static final int TERMINATED = 143;

	private static final Duration SETTLE = Duration.ofSeconds(1);

	private static final String IMAGE = new String(HttpFixtures.sample("chelsea.jpg"), StandardCharsets.ISO_8859_1);

	private static final String CLASSIFY = head(IMAGE.length()) + IMAGE;

	@RepeatedTest(2)
	void losesNoRequestThatWasSentBeforeTheSettleTimeEnded() throws Exception {
		try (ServerProcess server = ServerProcess.start("--classifier.shutdown.settle=" + SETTLE.toMillis() + "ms");
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			CountDownLatch warm = new CountDownLatch(CALLERS);
			List<Future<List<Call>>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				callers.add(threads.submit(() -> callUntilRefused(server.port(), warm)));
			}
			warm.await();

			long settled = System.nanoTime() + SETTLE.toNanos();
			server.terminate();

			List<Call> calls = new ArrayList<>();
			for (Future<List<Call>> caller : callers) {
				calls.addAll(caller.get());
			}
			assertThat(server.exitCode()).isEqualTo(TERMINATED);
			assertThat(calls).filteredOn((call) -> call.sentNanos() < settled)
				.hasSizeGreaterThan(CALLERS)
				.allSatisfy((call) -> assertThat(call.answer()).startsWith("HTTP/1.1 200"))
				.anySatisfy((call) -> assertThat(call.answer()).contains("Connection: close"));
			assertThat(server.lines()).noneMatch((line) -> line.contains("ERROR"));
		}
	}

	@Test
	void isNotReadyWhileItStillServes() throws Exception {
		try (ServerProcess server = ServerProcess.start("--classifier.shutdown.settle=10m")) {
			server.terminate();
			while (HttpFixtures.get(server.port(), "/readyz").statusCode() == 200) {
				Thread.onSpinWait();
			}

			assertThat(HttpFixtures.get(server.managementPort(), "/actuator/health/readiness").statusCode())
				.isEqualTo(503);
			assertThat(HttpFixtures.get(server.port(), "/livez").statusCode()).isEqualTo(200);
			try (RawConnection caller = new RawConnection(server.port())) {
				assertThat(caller.send(CLASSIFY).answer()).startsWith("HTTP/1.1 200").contains("Connection: close");
			}
		}
	}

	@Test
	void refusesOnOpenConnectionsAndAnswersWhatIsUnderWay() throws Exception {
		try (ServerProcess server = ServerProcess.start("--classifier.shutdown.settle=1ms");
				RawConnection idle = new RawConnection(server.port());
				RawConnection uploading = new RawConnection(server.port())) {
			idle.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
			uploading.send(head(IMAGE.length()));
			server.terminate();
			awaitRefusal(server.port());

			String refusal = idle.send(CLASSIFY).answer();
			String answer = uploading.send(IMAGE).answer();

			assertThat(refusal).startsWith("HTTP/1.1 503")
				.contains("Connection: close", "Retry-After: ", "\"kind\":\"unavailable\"");
			assertThat(answer).startsWith("HTTP/1.1 200").contains("Connection: close");
			assertThat(server.exitCode()).isEqualTo(TERMINATED);
		}
	}

	@Test
	void endsAtOnceOnTheSecondSignal() throws Exception {
		try (ServerProcess server = ServerProcess.start("--classifier.shutdown.settle=10m",
				"--logging.structured.format.console=ecs")) {
			server.terminate();
			while (HttpFixtures.get(server.port(), "/readyz").statusCode() == 200) {
				Thread.onSpinWait();
			}

			server.terminate();

			assertThat(server.exitCode()).isEqualTo(TERMINATED);
			assertThat(server.lines()).filteredOn((line) -> !line.startsWith("WARNING:"))
				.isNotEmpty()
				.allSatisfy((line) -> assertThatNoException().isThrownBy(() -> JsonMapper.shared().readTree(line)));
		}
	}

	@Test
	void cutsOffWhatOutlastsTheDrain() throws Exception {
		try (ServerProcess server = ServerProcess.start("--classifier.shutdown.settle=0s",
				"--classifier.shutdown.drain=100ms"); RawConnection uploading = new RawConnection(server.port())) {
			uploading.send(head(IMAGE.length())).send("x");
			try (RawConnection later = new RawConnection(server.port())) {
				assumeThat(later.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").answer()).contains("200");
			}

			server.terminate();

			assertThat(server.exitCode()).isEqualTo(TERMINATED);
			assertThat(server.lines()).anyMatch((line) -> line.contains("they are cut off"));
		}
	}

	private static String head(int length) {
		return "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
	}

	private static List<Call> callUntilRefused(int port, CountDownLatch warm) {
		List<Call> calls = new ArrayList<>();
		while (true) {
			try (RawConnection connection = new RawConnection(port)) {
				boolean isOpen = true;
				while (isOpen) {
					long sent = System.nanoTime();
					String answer = answer(connection);
					calls.add(new Call(sent, answer));
					warm.countDown();
					isOpen = answer.startsWith("HTTP/1.1 200") && !answer.contains("Connection: close");
				}
			}
			catch (ConnectException ex) {
				return calls;
			}
			catch (IOException ex) {
				calls.add(new Call(System.nanoTime(), ex.toString()));
			}
		}
	}

	private static String answer(RawConnection connection) {
		try {
			return connection.send(CLASSIFY).answer();
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static void awaitRefusal(int port) throws IOException {
		while (true) {
			try (RawConnection connection = new RawConnection(port)) {
				connection.send("");
			}
			catch (ConnectException ex) {
				return;
			}
		}
	}

	/**
	 * One request.
	 *
	 * @param sentNanos when it was sent
	 * @param answer what came back, or what went wrong
	 */
	record Call(long sentNanos, String answer) {
	}

}
