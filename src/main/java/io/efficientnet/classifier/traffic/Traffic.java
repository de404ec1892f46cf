package io.efficientnet.classifier.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Sends the requests of a load and records how each ended. */
final class Traffic {

	/** A server that refuses connections is not hammered. */
	private static final long PAUSE_AFTER_ERROR_NANOS = Duration.ofMillis(10).toNanos();

	private final NanoClock clock;

	private final Sender sender;

	private final LoadRecorder recorder;

	private final long begin;

	private final long end;

	/**
	 * Traffic of one load.
	 * @param clock passes
	 * @param sender sends
	 * @param recorder is told of each end
	 * @param begin when the first request may be sent
	 * @param end when no request is due any more
	 */
	Traffic(NanoClock clock, Sender sender, LoadRecorder recorder, long begin, long end) {
		this.clock = clock;
		this.sender = sender;
		this.recorder = recorder;
		this.begin = begin;
		this.end = end;
	}

	/**
	 * Starts the load; answers may still be awaited when this returns.
	 * @param load how requests are sent
	 * @param executor runs as many tasks at a time as requests are in flight
	 */
	void start(Load load, Executor executor) {
		switch (load) {
			case Load.Closed(int connections) -> {
				for (int i = 0; i < connections; i++) {
					executor.execute(this::sendOneAfterTheOther);
				}
			}
			case Load.Open open -> sendWhenDue(open, executor);
		}
	}

	private void sendOneAfterTheOther() {
		for (long now = this.clock.nanoTime(); now < this.end; now = this.clock.nanoTime()) {
			if (!send(now)) {
				this.clock.sleepUntil(this.clock.nanoTime() + PAUSE_AFTER_ERROR_NANOS);
			}
		}
	}

	private void sendWhenDue(Load.Open load, Executor executor) {
		PoissonArrivals arrivals = new PoissonArrivals(load.rate(), load.seed());
		Semaphore free = new Semaphore(load.inFlight());
		for (long due = this.begin + arrivals.nextNanos(); due < this.end; due = this.begin + arrivals.nextNanos()) {
			this.clock.sleepUntil(due);
			if (free.tryAcquire()) {
				sendDue(due, free, executor);
			}
			else {
				this.recorder.notSent(due);
			}
		}
	}

	private void sendDue(long due, Semaphore free, Executor executor) {
		executor.execute(() -> {
			try {
				send(due);
			}
			finally {
				free.release();
			}
		});
	}

	private boolean send(long due) {
		long sent = this.clock.nanoTime();
		try {
			HttpAnswer answer = this.sender.send();
			this.recorder.answered(answer, due, sent, this.clock.nanoTime());
			return true;
		}
		catch (IOException ex) {
			this.recorder.failed(ex, due, this.clock.nanoTime());
			return false;
		}
	}

}
