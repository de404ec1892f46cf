package io.efficientnet.classifier.inference;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** A backend whose runs are what the test says. */
final class FakeBackend implements InferenceBackend {

	static final int CLASSES = 1000;

	final AtomicInteger closed = new AtomicInteger();

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

	static BackendFactory offering(FakeBackend backend) {
		return new FakeFactory(backend.executor, new BackendFactory.Available(backend));
	}

	static BackendFactory refusing(ExecutorKind executor, String reason) {
		return new FakeFactory(executor, new BackendFactory.Unavailable(reason, "Do something."));
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
		if (this.closed.get() > 0) {
			throw new AssertionError("Run after close");
		}
		return new Outputs(this.network.apply(images), null, null);
	}

	@Override
	public void close() {
		this.closed.incrementAndGet();
	}

	private record FakeFactory(ExecutorKind executor, Offer offer) implements BackendFactory {

		@Override
		public Offer open(VerifiedModel model) {
			return this.offer;
		}

	}

}
