package io.efficientnet.classifier.inference;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An executor that serves a model, and memory for the images that it is given.
 */
final class Serving {

	/** Runs of one image in a row that may lack memory. */
	static final int MOST_WITHOUT_MEMORY = 3;

	private final BatchHalving runs;

	private final ModelInputs inputs;

	private final InputSize inputSize;

	private volatile Map<ExecutorKind, ExecutorStatus> statuses;

	private final boolean fallback;

	private final AtomicInteger withoutMemory = new AtomicInteger();

	/**
	 * Nothing run yet.
	 * @param selection the executor, owned from now on
	 * @param side of the model's images, in pixels
	 * @param largestBatch most images that anybody sends together
	 * @param fallback whether the executor replaced another one
	 */
	Serving(BackendSelector.Selection selection, int side, int largestBatch, boolean fallback) {
		this.runs = new BatchHalving(new BackendLease(selection.backend()));
		this.inputSize = InputSize.of(side, lease(), largestBatch);
		this.inputs = new ModelInputs(this.inputSize);
		this.statuses = selection.statuses();
		this.fallback = fallback;
	}

	BatchHalving runs() {
		return this.runs;
	}

	BackendLease lease() {
		return this.runs.lease();
	}

	ExecutorKind executor() {
		return lease().executor();
	}

	ModelInputs inputs() {
		return this.inputs;
	}

	InputSize inputSize() {
		return this.inputSize;
	}

	Map<ExecutorKind, ExecutorStatus> statuses() {
		return this.statuses;
	}

	boolean fallback() {
		return this.fallback;
	}

	/**
	 * Notes that the executor was measured and stays.
	 * @param statuses of the executors, now with times
	 */
	void stays(Map<ExecutorKind, ExecutorStatus> statuses) {
		this.statuses = statuses;
	}

	/** Whether the executor was chosen for its speed. */
	boolean isMeasured() {
		ExecutorStatus status = this.statuses.get(executor());
		return status != null && status.milliseconds() != null;
	}

	/** Notes a run that succeeded. */
	void ran() {
		this.withoutMemory.set(0);
	}

	/**
	 * Times in a row that memory did not suffice for a single image.
	 * @return to be handed to {@link #isPassing} should a run that begins now fail
	 */
	int shortages() {
		return this.withoutMemory.get();
	}

	/**
	 * Whether a fault is one of this image rather than of the executor: memory did not
	 * suffice for it, and runs before it had enough. Runs that overlap count once.
	 * @param fault of a run
	 * @param shortages that there had been when the run began
	 * @return false for the third in a row that lacks memory, and for other faults
	 */
	boolean isPassing(ExecutorFault fault, int shortages) {
		if (fault.faultKind() != FaultKind.OUT_OF_MEMORY) {
			return false;
		}
		boolean counted = this.withoutMemory.compareAndSet(shortages, shortages + 1);
		return !counted || shortages + 1 < MOST_WITHOUT_MEMORY;
	}

}
