package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loaded model and who uses it. It is closed once, when it was retired and its last
 * lease is back, whichever comes last. Safe for concurrent use.
 */
final class ModelVersion {

	private static final Logger logger = LoggerFactory.getLogger(ModelVersion.class);

	private final LoadedModel model;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final long bytes;

	private final Runnable onClose;

	private int leases;

	private boolean retired;

	/**
	 * A version that nobody has leased.
	 * @param model the model, warm
	 * @param bytes of memory that it is held to take
	 * @param onClose told once when the model is closed
	 */
	ModelVersion(LoadedModel model, long bytes, Runnable onClose) {
		this.model = model;
		this.bytes = bytes;
		this.onClose = onClose;
	}

	LoadedModel model() {
		return this.model;
	}

	long bytes() {
		return this.bytes;
	}

	/**
	 * Lends the model.
	 * @return a lease, or null where the model is retired
	 */
	synchronized @Nullable ModelLease lease() {
		if (this.retired) {
			return null;
		}
		this.leases++;
		return new ModelLease(this.model, this::giveBack);
	}

	/** Lends the model no more; more than once does no more. */
	synchronized void retire() {
		if (!this.retired) {
			this.retired = true;
			closeIfUnused();
		}
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	/**
	 * Waits until a retired model is closed.
	 * @param patience how long
	 * @return whether it is
	 */
	boolean awaitClosed(Duration patience) {
		try {
			return this.closed.await(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private synchronized void giveBack() {
		this.leases--;
		closeIfUnused();
	}

	private void closeIfUnused() {
		if (this.retired && this.leases == 0) {
			// Not by whoever came last: a request's virtual thread, or one with a lock
			try {
				Thread.ofPlatform().name("model-close").daemon().start(this::close);
			}
			catch (OutOfMemoryError ex) {
				logger.warn("No thread can be started to close model {}", this.model.descriptor().id(), ex);
				close();
			}
		}
	}

	private void close() {
		try {
			this.model.close();
		}
		catch (RuntimeException ex) {
			logger.error("Closing model {} failed", this.model.descriptor().id(), ex);
		}
		finally {
			this.onClose.run();
			this.closed.countDown();
		}
	}

}
