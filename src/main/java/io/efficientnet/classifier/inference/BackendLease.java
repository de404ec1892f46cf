package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
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

	private final Semaphore runs;

	private boolean closed;

	BackendLease(InferenceBackend backend) {
		this.backend = backend;
		this.runs = new Semaphore(backend.concurrentRuns());
	}

	ExecutorKind executor() {
		return this.backend.executor();
	}

	String runtime() {
		return this.backend.runtime();
	}

	int concurrentRuns() {
		return this.backend.concurrentRuns();
	}

	List<Integer> batchSizes() {
		return this.backend.batchSizes();
	}

	/**
	 * Runs the network when it is its turn.
	 * @param images as the backend takes them
	 * @param wanted outputs beside the logits
	 * @return what the run gave and how long it waited and took
	 * @throws ServiceException {@code UNAVAILABLE} once closed, an {@link ExecutorFault}
	 * if the executor fails in whatever way, and the backend's refusals
	 */
	Run infer(Tensor images, Set<Output> wanted) {
		long asked = System.nanoTime();
		this.runs.acquireUninterruptibly();
		try {
			Run run = compute(this.backend, images, wanted);
			return new Run(run.outputs(), System.nanoTime() - asked - run.runNanos(), run.runNanos());
		}
		finally {
			this.runs.release();
		}
	}

	/**
	 * What to tell who comes after the close.
	 * @return a new exception of kind {@code UNAVAILABLE}
	 */
	static ServiceException unloaded() {
		return new ServiceException(FailureKind.UNAVAILABLE, "The model was unloaded; try again");
	}

	/**
	 * Does something between runs, of which only its own go on meanwhile.
	 * @param measured short, since runs wait for it
	 * @throws ServiceException {@code UNAVAILABLE} once closed
	 */
	void alone(Runnable measured) {
		this.lock.writeLock().lock();
		try {
			if (this.closed) {
				throw unloaded();
			}
			measured.run();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Runs the network as where nobody else runs it, without waiting for its turn.
	 * @param images as the backend takes them
	 * @param wanted outputs beside the logits
	 * @return what the run gave
	 * @throws ServiceException as {@link #infer}
	 */
	Outputs inferAtOnce(Tensor images, Set<Output> wanted) {
		return compute(this.backend.parts().getFirst(), images, wanted).outputs();
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

	private Run compute(InferenceBackend part, Tensor images, Set<Output> wanted) {
		this.lock.readLock().lock();
		try {
			if (this.closed) {
				throw unloaded();
			}
			long start = System.nanoTime();
			Outputs outputs = outputs(part, images, wanted);
			return new Run(outputs, 0, System.nanoTime() - start);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private Outputs outputs(InferenceBackend part, Tensor images, Set<Output> wanted) {
		try {
			return part.infer(images, wanted);
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			throw ExecutorFault.of(executor(), ex);
		}
	}

	/**
	 * A run that ended.
	 *
	 * @param outputs what it gave
	 * @param waitNanos until it was its turn
	 * @param runNanos the run itself
	 */
	record Run(Outputs outputs, long waitNanos, long runNanos) {
	}

}
