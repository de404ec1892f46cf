package io.efficientnet.classifier.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The connections with a request under way. Looks after each of them ten times a second,
 * on a thread of its own: callers who hung up have their work dropped, and requests that
 * outlast every deadline are cut off. Safe for concurrent use.
 */
final class ClientConnections implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClientConnections.class);

	private static final long PERIOD_MILLIS = 100;

	private final Set<ClientConnection> busy = ConcurrentHashMap.newKeySet();

	private final LongSupplier nanoClock;

	private final long longestNanos;

	private final ScheduledExecutorService watch = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("client-watch").daemon().factory());

	// Used by the thread that looks only
	private boolean hasFailed;

	/**
	 * Without a thread that watches.
	 * @param longest time for one request, from its first byte to the last of its answer
	 * @param nanoClock tells the time
	 */
	ClientConnections(Duration longest, LongSupplier nanoClock) {
		this.longestNanos = longest.toNanos();
		this.nanoClock = nanoClock;
	}

	/** Begins to watch. */
	void watch() {
		ScheduledFuture<?> _ = this.watch.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	void enter(ClientConnection connection) {
		this.busy.add(connection);
	}

	void leave(ClientConnection connection) {
		this.busy.remove(connection);
		if (this.busy.isEmpty()) {
			synchronized (this) {
				notifyAll();
			}
		}
	}

	/**
	 * Waits until no request is under way.
	 * @param limit longest time to wait
	 * @return whether that came to be
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		long left = limit.toNanos();
		while (!this.busy.isEmpty() && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = end - System.nanoTime();
		}
		return this.busy.isEmpty();
	}

	void look() {
		long now = this.nanoClock.getAsLong();
		for (ClientConnection connection : this.busy) {
			try {
				connection.look(now, this.longestNanos);
			}
			// Would end the watch over all connections for good
			catch (RuntimeException ex) {
				logFailure(ex);
			}
		}
	}

	private void logFailure(RuntimeException failure) {
		logger.atLevel(this.hasFailed ? Level.DEBUG : Level.WARN)
			.setCause(failure)
			.log("A connection could not be looked at; further ones are logged at DEBUG");
		this.hasFailed = true;
	}

	@Override
	public void close() {
		this.watch.shutdownNow();
	}

}
