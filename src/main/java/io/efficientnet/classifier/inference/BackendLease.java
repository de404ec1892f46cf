package io.efficientnet.classifier.inference;

import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A backend that cannot be closed under a run: runs share a lease, closing waits for all
 * of them. Closing an ONNX Runtime session during a run would crash the process.
 */
final class BackendLease {

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final InferenceBackend backend;

	private boolean closed;

	BackendLease(InferenceBackend backend) {
		this.backend = backend;
	}

	ExecutorKind executor() {
		return this.backend.executor();
	}

	String runtime() {
		return this.backend.runtime();
	}

	Outputs infer(Tensor images, Set<Output> wanted) {
		this.lock.readLock().lock();
		try {
			if (this.closed) {
				throw new ServiceException(FailureKind.UNAVAILABLE, "The model was unloaded; try again");
			}
			return this.backend.infer(images, wanted);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	void close() {
		this.lock.writeLock().lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.backend.close();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

}
