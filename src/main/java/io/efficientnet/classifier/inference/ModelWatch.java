package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one thread look at the directory, once in a while and when somebody asks. Nobody
 * waits for it who does not want to. Safe for concurrent use.
 */
final class ModelWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ModelWatch.class);

	/** Longer than a folder is missing between the two renames that replace it. */
	private static final Duration SETTLE = Duration.ofMillis(200);

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("model-watch").daemon().factory());

	private final ModelShelf shelf;

	private final ModelChanges changes;

	private final Duration settle;

	// Guarded by this; asked for and not begun
	private @Nullable CompletableFuture<Boolean> next;

	// Guarded by this; those that the next refresh tries again
	private final Set<String> retried = new HashSet<>();

	/**
	 * Begins to watch, and has models that are not loaded checked.
	 * @param shelf told of changes
	 * @param catalog what the shelf began with
	 * @param interval between two looks; zero for looks on demand only
	 */
	ModelWatch(ModelShelf shelf, ModelCatalog catalog, Duration interval) {
		this(shelf, catalog, interval, SETTLE);
	}

	ModelWatch(ModelShelf shelf, ModelCatalog catalog, Duration interval, Duration settle) {
		this.shelf = shelf;
		this.changes = new ModelChanges(shelf, catalog);
		this.settle = settle;
		this.thread.execute(this::check);
		if (interval.isPositive()) {
			ScheduledFuture<?> _ = this.thread.scheduleWithFixedDelay(this::poll, interval.toNanos(),
					interval.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Has all changes taken in as soon as the look under way has ended. Whoever asks
	 * before that begins gets the same.
	 * @param retriedModel a model whose folder is tried again though it did not change,
	 * if what it holds is not served; null for none
	 * @return whether all that changed was taken in; else some is still being written.
	 * Fails with {@code UNAVAILABLE} if the directory cannot be read or the watch is
	 * closed
	 * @throws ServiceException {@code UNAVAILABLE} once closed
	 */
	synchronized Future<Boolean> refresh(@Nullable String retriedModel) {
		if (this.next == null) {
			try {
				this.next = CompletableFuture.supplyAsync(() -> refresh(begin()), this.thread);
			}
			catch (RejectedExecutionException ex) {
				throw ServiceException.stopping(ex);
			}
		}
		if (retriedModel != null && this.shelf.isFailing(retriedModel)) {
			this.retried.add(retriedModel);
		}
		return this.next;
	}

	/**
	 * Models whose folders changed and were not taken in yet.
	 * @return their ids, sorted
	 */
	List<String> outstanding() {
		return this.changes.outstanding();
	}

	@Override
	public synchronized void close() {
		this.thread.shutdownNow();
		if (this.next != null) {
			this.next.completeExceptionally(ServiceException.stopping(null));
			this.next = null;
		}
	}

	private synchronized Set<String> begin() {
		Set<String> asked = Set.copyOf(this.retried);
		this.retried.clear();
		this.next = null;
		return asked;
	}

	private boolean refresh(Set<String> asked) {
		try {
			if (this.changes.look(asked)) {
				return true;
			}
			Thread.sleep(this.settle);
			return this.changes.look(asked);
		}
		catch (IOException | RuntimeException | InterruptedException ex) {
			throw failed(ex);
		}
	}

	private void check() {
		try {
			this.shelf.checkUnloaded();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void poll() {
		try {
			this.changes.look(Set.of());
		}
		catch (IOException | RuntimeException | Error ex) {
			// Thrown on, it would end the polls for good.
			failed(ex);
		}
	}

	private ServiceException failed(Throwable ex) {
		if (this.thread.isShutdown()) {
			logger.debug("The models are watched no more", ex);
			return ServiceException.stopping(ex);
		}
		if (ex instanceof IOException) {
			logger.warn("The models directory cannot be read, what is loaded goes on: {}", ex.toString());
			return new ServiceException(FailureKind.UNAVAILABLE,
					"The models directory cannot be read, what is loaded goes on; the server's log has the reason", ex);
		}
		logger.error("Looking for changed models failed", ex);
		return ServiceException.of(ex);
	}

}
