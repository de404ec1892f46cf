package io.efficientnet.classifier.shutdown;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps serving for a while after the signal to stop, then closes the door and lets what
 * is under way finish. Stops before the web server does; that the server is not ready is
 * told already when this begins.
 */
final class Drain implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	private final ShutdownProperties limits;

	private final Door door;

	private final Pause pause;

	private volatile boolean isRunning;

	private volatile boolean isStopping;

	Drain(ShutdownProperties limits, Door door, Pause pause) {
		this.limits = limits;
		this.door = door;
		this.pause = pause;
	}

	@Override
	public void start() {
		this.isRunning = true;
	}

	@Override
	public void stop() {
		this.isStopping = true;
		try {
			drain();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.isRunning = false;
		}
	}

	@Override
	public boolean isRunning() {
		return this.isRunning;
	}

	boolean isStopping() {
		return this.isStopping;
	}

	private void drain() throws InterruptedException {
		logger.info("Stopping: takes requests for {} s more; a second signal ends the process at once",
				this.limits.settle().toSeconds());
		this.door.closeConnectionsAfterAnswers();
		this.pause.lasting(this.limits.open());
		this.door.close();
		if (!this.door.awaitIdle(this.limits.drain())) {
			logger.warn("Requests were still under way after {} s (classifier.shutdown.drain); they are cut off",
					this.limits.drain().toSeconds());
		}
	}

	/** Lets time pass. */
	interface Pause {

		void lasting(Duration time) throws InterruptedException;

	}

}
