package io.efficientnet.classifier.inference;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches on a lease, in halves where memory did not suffice for the whole. A size
 * that did not fit is not tried again.
 */
final class BatchHalving {

	private static final Logger logger = LoggerFactory.getLogger(BatchHalving.class);

	private final BackendLease lease;

	private final AtomicInteger mostImages = new AtomicInteger(Integer.MAX_VALUE);

	BatchHalving(BackendLease lease) {
		this.lease = lease;
	}

	BackendLease lease() {
		return this.lease;
	}

	/**
	 * Runs the network on all images.
	 * @param images {@code [n][3][h][w]}
	 * @param wanted outputs beside the logits
	 * @return the outputs in the order of the images; times of all runs together
	 * @throws ExecutorFault {@code OUT_OF_MEMORY} if a single image does not fit, and
	 * what else the lease throws
	 */
	BackendLease.Run infer(Tensor images, Set<Output> wanted) {
		int count = images.shape().dimension(0);
		if (count <= this.mostImages.get()) {
			try {
				return this.lease.infer(images, wanted);
			}
			catch (ExecutorFault fault) {
				if (fault.faultKind() != FaultKind.OUT_OF_MEMORY || count == 1) {
					throw fault;
				}
				int fewer = this.mostImages.accumulateAndGet((count + 1) / 2, Math::min);
				logger.warn("Executor {} has no memory for {} images; it gets at most {} at once from now on",
						this.lease.executor().id(), count, fewer, fault);
			}
		}
		int half = (count + 1) / 2;
		BackendLease.Run first = infer(images.slice(0, half), wanted);
		BackendLease.Run second = infer(images.slice(half, count - half), wanted);
		return new BackendLease.Run(joined(first.outputs(), second.outputs()), first.waitNanos() + second.waitNanos(),
				first.runNanos() + second.runNanos());
	}

	private static Outputs joined(Outputs first, Outputs second) {
		return new Outputs(joined(first.logits(), second.logits()),
				joinedOptional(first.embedding(), second.embedding()),
				joinedOptional(first.features(), second.features()));
	}

	private static @Nullable Tensor joinedOptional(@Nullable Tensor first, @Nullable Tensor second) {
		return (first != null && second != null) ? joined(first, second) : null;
	}

	private static Tensor joined(Tensor first, Tensor second) {
		int count = first.shape().dimension(0) + second.shape().dimension(0);
		Tensor whole = Tensor.allocate(first.shape().withCount(count));
		whole.data().duplicate().put(first.data().duplicate()).put(second.data().duplicate());
		return whole;
	}

}
