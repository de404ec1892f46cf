package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** A backend whose runs are what the test says. */
class FakeBackend implements InferenceBackend {

	static final int CLASSES = 1000;

	final AtomicInteger opened = new AtomicInteger();

	final AtomicInteger closed = new AtomicInteger();

	/** Number of images of each run. */
	final List<Integer> batches = new CopyOnWriteArrayList<>();

	private final ExecutorKind executor;

	private final Function<Tensor, Tensor> network;

	private final int concurrentRuns;

	FakeBackend(ExecutorKind executor, Function<Tensor, Tensor> network) {
		this(executor, network, Integer.MAX_VALUE);
	}

	FakeBackend(ExecutorKind executor, Function<Tensor, Tensor> network, int concurrentRuns) {
		this.executor = executor;
		this.network = network;
		this.concurrentRuns = concurrentRuns;
	}

	static Tensor zeros(Tensor images) {
		return Tensor.allocate(Shape.of(images.shape().dimension(0), CLASSES));
	}

	static Tensor fail(Tensor images) {
		throw new ServiceException(FailureKind.INTERNAL, "The device is gone from " + images.shape());
	}

	static Tensor failForGood(Tensor images) {
		throw new ExecutorFault(FaultKind.STICKY, "The device is gone for good",
				new IllegalStateException("an illegal memory access on " + images.shape()));
	}

	static BackendFactory offering(FakeBackend backend) {
		return new FakeFactory(backend.executor, () -> {
			backend.opened.incrementAndGet();
			return new BackendFactory.Available(backend);
		});
	}

	static BackendFactory refusing(ExecutorKind executor, String reason) {
		return new FakeFactory(executor, () -> new BackendFactory.Unavailable(reason, "Do something."));
	}

	static BackendFactory throwing(ExecutorKind executor, RuntimeException defect) {
		return new FakeFactory(executor, () -> {
			throw defect;
		});
	}

	boolean isOpen() {
		return Math.max(this.opened.get(), 1) > this.closed.get();
	}

	@Override
	public ExecutorKind executor() {
		return this.executor;
	}

	@Override
	public int concurrentRuns() {
		return this.concurrentRuns;
	}

	@Override
	public String runtime() {
		return "fake 1";
	}

	@Override
	public Outputs infer(Tensor images, Set<Output> wanted) {
		this.batches.add(images.shape().dimension(0));
		if (!isOpen()) {
			throw new AssertionError("Run after close");
		}
		return new Outputs(this.network.apply(images), null, null);
	}

	@Override
	public void close() {
		this.closed.incrementAndGet();
	}

	private record FakeFactory(ExecutorKind executor, Supplier<Offer> offers) implements BackendFactory {

		@Override
		public Offer open(VerifiedModel model) {
			return this.offers.get();
		}

	}

}
