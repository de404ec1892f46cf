package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * What serves a model already, to be measured beside its rivals. Stays open whatever
 * comes of it.
 *
 * @param lease keeps it open during runs
 * @param stopping whether nobody wants to know any more
 */
record Incumbent(BackendLease lease, BooleanSupplier stopping) implements BackendFactory, InferenceBackend {

	@Override
	public ExecutorKind executor() {
		return this.lease.executor();
	}

	@Override
	public Offer open(VerifiedModel model) {
		return new Available(this);
	}

	@Override
	public String runtime() {
		return this.lease.runtime();
	}

	@Override
	public int concurrentRuns() {
		return this.lease.concurrentRuns();
	}

	@Override
	public List<Integer> batchSizes() {
		return this.lease.batchSizes();
	}

	@Override
	public Outputs infer(Tensor images, Set<Output> wanted) {
		return this.lease.inferAtOnce(images, wanted);
	}

	/**
	 * Does something while it serves nobody.
	 * @param measured short, since those who are to be served wait
	 * @throws CancellationException where nobody wants to know any more
	 */
	void alone(Runnable measured) {
		besides(() -> this.lease.alone(measured));
	}

	/**
	 * Does something while it serves.
	 * @param measured goes on however long it takes
	 * @throws CancellationException where nobody wants to know any more
	 */
	void besides(Runnable measured) {
		if (this.stopping.getAsBoolean()) {
			throw new CancellationException("The server stops");
		}
		measured.run();
	}

	@Override
	public void close() {
	}

}
