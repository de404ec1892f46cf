package io.efficientnet.classifier.traffic;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/** A server that classifies images, and what is asked of it. */
public final class ServerUnderLoad {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Blocked on a socket they cost a third of what virtual threads do. */
	private static final ThreadFactory THREADS = Thread.ofPlatform().name("bench-", 0).daemon().factory();

	private final URI server;

	private final ClassifyRequests requests;

	private final SSLContext trust;

	private final Duration patience;

	/**
	 * A server and the requests to it.
	 * @param server {@code http://host:port} or {@code https://host:port}, perhaps with a
	 * path above {@code /v1}
	 * @param query parameters of each request
	 * @param headers further headers of each request, whose values are visible ASCII
	 * @param images encoded images, at least one, used in turn
	 * @param trust in certificates at {@code https://}
	 */
	public ServerUnderLoad(URI server, Map<String, String> query, Map<String, String> headers, List<byte[]> images,
			SSLContext trust) {
		this(server, query, headers, images, trust, PATIENCE);
	}

	ServerUnderLoad(URI server, Map<String, String> query, Map<String, String> headers, List<byte[]> images,
			SSLContext trust, Duration patience) {
		this.server = server;
		this.requests = new ClassifyRequests(server, query, headers, images);
		this.trust = trust;
		this.patience = patience;
	}

	/**
	 * Sends one request.
	 * @return its answer
	 * @throws IOException if there is none
	 */
	public HttpAnswer ask() throws IOException {
		try (HttpSender sender = sender()) {
			return sender.send();
		}
	}

	/**
	 * Sends the requests of a load and waits for all answers. Blocks the thread for the
	 * warm-up, the measured time, and as long as a client waits for its answer.
	 * @param load how requests are sent
	 * @param warmUp time that the load lasts before it is measured
	 * @param measured time that is measured, above 0
	 * @return how the requests fared
	 * @throws UnknownHostException if the server has no address
	 */
	public LoadResult measure(Load load, Duration warmUp, Duration measured) throws UnknownHostException {
		NanoClock clock = NanoClock.SYSTEM;
		long begin = clock.nanoTime();
		LoadRecorder recorder = new LoadRecorder(begin + warmUp.toNanos(), measured);
		long end = begin + warmUp.plus(measured).toNanos();
		try (HttpSender sender = sender(); ExecutorService executor = Executors.newCachedThreadPool(THREADS)) {
			new Traffic(clock, sender, recorder, begin, end).start(load, executor);
			awaitAnswers(executor, sender, end - clock.nanoTime());
		}
		return recorder.result();
	}

	/**
	 * What a read does not bound, such as a write that the server never takes, is cut.
	 */
	private void awaitAnswers(ExecutorService executor, HttpSender sender, long nanosToEnd) {
		executor.shutdown();
		try {
			executor.awaitTermination(nanosToEnd + 2 * this.patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		sender.close();
	}

	private HttpSender sender() throws UnknownHostException {
		return new HttpSender(this.server, this.requests, this.trust, this.patience);
	}

}
