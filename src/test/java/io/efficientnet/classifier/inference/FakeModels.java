package io.efficientnet.classifier.inference;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Opens models on backends that note what must never happen: a run on one that is closed,
 * and a close during a run or while somebody holds a lease. Graphs that begin with "bad"
 * do not open.
 */
final class FakeModels {

	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private volatile boolean broken;

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private volatile CountDownLatch arrived = new CountDownLatch(0);

	private final InferenceMetrics metrics;

	private final Map<LoadedModel, Watched> backends = new ConcurrentHashMap<>();

	FakeModels(InferenceMetrics metrics) {
		this.metrics = metrics;
	}

	void breakDown() {
		this.broken = true;
	}

	void recover() {
		this.broken = false;
	}

	/** Has loads wait until they are let go. */
	void hold() {
		this.gate = new CountDownLatch(1);
		this.arrived = new CountDownLatch(1);
	}

	void awaitLoad() throws InterruptedException {
		this.arrived.await();
	}

	void letGo() {
		this.gate.countDown();
	}

	LoadedModel open(VerifiedModel model) {
		this.arrived.countDown();
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		if (this.broken || model.descriptor().weights().sha256().startsWith("bad")) {
			throw new ServiceException(FailureKind.UNAVAILABLE, "Model " + model.descriptor().id() + " is bad");
		}
		Watched backend = new Watched();
		LoadedModel loaded = LoadedModel.load(model, new BackendSelector(List.of(FakeBackend.offering(backend)),
				ExecutorChoice.AUTO, new SpeedTrial(new AtomicLong()::get)), true, this.metrics, 4);
		this.backends.put(loaded, backend);
		return loaded;
	}

	/**
	 * What a request does with its lease: a run, and something after it.
	 * @param lease held all the time
	 * @param image input of the run
	 */
	void use(ModelLease lease, Tensor image) {
		use(lease, () -> lease.model().infer(image, Set.of(), 0));
	}

	/**
	 * Holds a lease during work.
	 * @param lease held all the time
	 * @param work done with it
	 */
	void use(ModelLease lease, Runnable work) {
		Watched backend = Objects.requireNonNull(this.backends.get(lease.model()));
		backend.holders.incrementAndGet();
		try {
			work.run();
			pause();
			backend.requireOpen("while it is leased");
		}
		finally {
			backend.holders.decrementAndGet();
		}
	}

	Collection<LoadedModel> loaded() {
		return this.backends.keySet();
	}

	boolean isOpen(LoadedModel model) {
		return Objects.requireNonNull(this.backends.get(model)).isOpen();
	}

	long open() {
		return this.backends.values().stream().filter(FakeBackend::isOpen).count();
	}

	/** Lets others come in between, which a virtual thread does that waits. */
	private static void pause() {
		LockSupport.parkNanos(1);
	}

	private final class Watched extends FakeBackend {

		private final AtomicInteger holders = new AtomicInteger();

		private final AtomicInteger runs = new AtomicInteger();

		Watched() {
			super(ExecutorKind.CPU, FakeBackend::zeros);
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			this.runs.incrementAndGet();
			try {
				requireOpen("at the start of a run");
				pause();
				Outputs outputs = super.infer(images, wanted);
				requireOpen("during a run");
				return outputs;
			}
			finally {
				this.runs.decrementAndGet();
			}
		}

		@Override
		public void close() {
			if (this.runs.get() > 0) {
				FakeModels.this.violations.add("closed during a run");
			}
			if (this.holders.get() > 0) {
				FakeModels.this.violations.add("closed while it is leased");
			}
			if (!isOpen()) {
				FakeModels.this.violations.add("closed twice");
			}
			super.close();
		}

		private void requireOpen(String when) {
			if (!isOpen()) {
				FakeModels.this.violations.add("closed " + when);
			}
		}

	}

}
