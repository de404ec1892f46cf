package io.efficientnet.classifier.traffic;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

/**
 * A server that answers one request at a time, and the time that passes meanwhile. With
 * tasks that are run at once it makes every load deterministic.
 */
final class VirtualServer implements Sender, NanoClock {

	private final Script script;

	private long now = Duration.ofDays(1).toNanos();

	int requests;

	VirtualServer(Script script) {
		this.script = script;
	}

	void pass(Duration time) {
		this.now += time.toNanos();
	}

	@Override
	public HttpAnswer send() throws IOException {
		int status = this.script.answer(this.requests++, this);
		if (status == 0) {
			throw new SocketException("Connection reset");
		}
		return new HttpAnswer(status, true, "");
	}

	@Override
	public void close() {
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public void sleepUntil(long nanoTime) {
		this.now = Math.max(this.now, nanoTime);
	}

	/** What the server does with a request. */
	interface Script {

		/**
		 * Lets time pass and answers.
		 * @param request number of requests before this one
		 * @param server whose time passes
		 * @return the status, 0 for a reset connection
		 */
		int answer(int request, VirtualServer server);

	}

}
