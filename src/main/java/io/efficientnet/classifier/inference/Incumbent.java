package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * What serves a model already, to be measured beside its rivals. Stays open whatever
 * comes of it.
 *
 * @param lease keeps it open during runs
 */
record Incumbent(BackendLease lease) implements BackendFactory, InferenceBackend {

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
		return this.lease.inferAtOnce(images, wanted).outputs();
	}

	/**
	 * Does something while it serves nobody.
	 * @param measured short, since those who are to be served wait
	 */
	void alone(Runnable measured) {
		this.lease.alone(measured);
	}

	@Override
	public void close() {
	}

}
