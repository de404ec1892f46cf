package io.efficientnet.classifier.container;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers who classify one photo after the other until the service takes no more. */
final class Callers implements AutoCloseable {

	private static final int COUNT = 4;

	private final HttpClient client = HttpClient.newHttpClient();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Future<List<Call>>> calls = new ArrayList<>();

	private Callers() {
	}

	/**
	 * Starts them and waits until each has an answer.
	 * @param server address of the service
	 * @param photo that they send
	 */
	static Callers start(URI server, byte[] photo) throws InterruptedException {
		Callers callers = new Callers();
		CountDownLatch warm = new CountDownLatch(COUNT);
		HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/classify"))
			.POST(HttpRequest.BodyPublishers.ofByteArray(photo))
			.build();
		for (int i = 0; i < COUNT; i++) {
			callers.calls.add(callers.threads.submit(() -> callers.callUntilRefused(request, warm)));
		}
		warm.await();
		return callers;
	}

	/**
	 * Waits for the end and asserts that each request that was sent in time has its
	 * answer.
	 * @param nanos of {@link System#nanoTime()} when the service could stop to take
	 * requests
	 */
	void assertNothingLostBefore(long nanos) throws InterruptedException, ExecutionException {
		List<Call> all = new ArrayList<>();
		for (Future<List<Call>> caller : this.calls) {
			all.addAll(caller.get());
		}
		assertThat(all).filteredOn((call) -> call.sentNanos() < nanos)
			.hasSizeGreaterThan(COUNT)
			.allSatisfy((call) -> assertThat(call.outcome()).isEqualTo("200"));
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.client.shutdownNow();
	}

	private List<Call> callUntilRefused(HttpRequest request, CountDownLatch warm) throws InterruptedException {
		List<Call> outcomes = new ArrayList<>();
		while (true) {
			long sent = System.nanoTime();
			try {
				HttpResponse<Void> answer = this.client.send(request, HttpResponse.BodyHandlers.discarding());
				outcomes.add(new Call(sent, String.valueOf(answer.statusCode())));
				warm.countDown();
			}
			catch (ConnectException ex) {
				return outcomes;
			}
			catch (IOException ex) {
				outcomes.add(new Call(sent, ex.toString()));
			}
		}
	}

	/**
	 * One request.
	 *
	 * @param sentNanos when it was sent
	 * @param outcome its status, or what went wrong
	 */
	private record Call(long sentNanos, String outcome) {
	}

}
