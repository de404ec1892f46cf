package io.efficientnet.classifier.inference;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model on the executor that serves it. An executor that fails while serving is
 * replaced by the next one, if that is allowed, and does not come back for this model.
 */
public final class LoadedModel {

	private static final int RGB = 3;

	private static final Logger logger = LoggerFactory.getLogger(LoadedModel.class);

	private final VerifiedModel model;

	private final BackendSelector selector;

	private final boolean mayFallBack;

	private final InferenceMetrics metrics;

	private final int largestBatch;

	private volatile Serving serving;

	// Guarded by this; once nothing can replace the executor, nothing is tried again.
	private boolean isLast;

	// Guarded by this
	private boolean closed;

	private volatile @Nullable ClassActivation activation;

	private volatile @Nullable String fault;

	private LoadedModel(VerifiedModel model, BackendSelector.Selection selection, BackendSelector selector,
			boolean mayFallBack, InferenceMetrics metrics, int largestBatch) {
		this.model = model;
		this.selector = selector;
		this.mayFallBack = mayFallBack;
		this.metrics = metrics;
		this.largestBatch = largestBatch;
		this.serving = serving(selection, false);
	}

	/**
	 * Opens a model and runs it once.
	 * @param model the model, from now on this one's to close if nothing is thrown
	 * @param selector picks the executor
	 * @param mayFallBack whether an executor may be replaced while serving
	 * @param metrics told of every change of executor
	 * @param largestBatch most images that anybody sends together
	 * @return the model, warm
	 * @throws ServiceException {@code UNAVAILABLE} with the reasons if no executor opens
	 * it and passes the self-test
	 */
	static LoadedModel load(VerifiedModel model, BackendSelector selector, boolean mayFallBack,
			InferenceMetrics metrics, int largestBatch) {
		return new LoadedModel(model, selector.select(model, Map.of()), selector, mayFallBack, metrics, largestBatch);
	}

	/**
	 * Opens a model on the first executor that passes the self-test, which takes less
	 * time; {@link #measure} is left to be done.
	 * @param model the model, from now on this one's to close if nothing is thrown
	 * @param selector picks the executor
	 * @param mayFallBack whether an executor may be replaced while serving
	 * @param metrics told of every change of executor
	 * @param largestBatch most images that anybody sends together
	 * @return the model, warm
	 * @throws ServiceException {@code UNAVAILABLE} with the reasons if no executor opens
	 * it and passes the self-test
	 */
	static LoadedModel loadUnmeasured(VerifiedModel model, BackendSelector selector, boolean mayFallBack,
			InferenceMetrics metrics, int largestBatch) {
		return new LoadedModel(model, selector.selectFirst(model), selector, mayFallBack, metrics, largestBatch);
	}

	public ModelDescriptor descriptor() {
		return this.model.descriptor();
	}

	public Labels labels() {
		return this.model.labels();
	}

	/**
	 * A place for an image, as soon as one is free, in order of arrival.
	 * @param deadline when to give up
	 * @return a slot that belongs to the caller
	 * @throws ServiceException {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE} if the
	 * calling thread is interrupted, {@code UNAVAILABLE} once closed
	 */
	public InputSlot inputSlot(Deadline deadline) {
		while (true) {
			Serving current = this.serving;
			InputSlot slot = current.inputs().slot(deadline);
			if (slot != null) {
				return slot;
			}
			if (!isReplaced(current)) {
				throw BackendLease.unloaded();
			}
		}
	}

	/**
	 * Where a class was seen.
	 * @param features of one image, {@code [1][features][h][w]}
	 * @param index of the class
	 * @return class activation map {@code [h][w]}
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph offers none
	 */
	public Tensor activationMap(Tensor features, int index) {
		ClassActivation known = this.activation;
		if (known == null) {
			known = ClassActivation.of(this.model);
			this.activation = known;
		}
		return known.map(features, index);
	}

	/**
	 * Memory for the images of the executor that serves.
	 * @return to be used until the next one replaces it
	 */
	ModelInputs inputs() {
		return this.serving.inputs();
	}

	/**
	 * What the model takes on the executor that serves.
	 * @return in bytes, estimated
	 */
	long bytes() {
		return ModelMemory.estimate(this.model, this.serving.inputSize());
	}

	/**
	 * Times in a row that memory did not suffice for one image.
	 * @return since the last run that succeeded
	 */
	int shortages() {
		return this.serving.shortages();
	}

	ExecutorKind executor() {
		return this.serving.executor();
	}

	int concurrentRuns() {
		return this.serving.lease().concurrentRuns();
	}

	/**
	 * Sizes of batches that are worth it on the executor that serves.
	 * @return rising from 1
	 */
	List<Integer> batchSizes() {
		return this.serving.lease().batchSizes();
	}

	List<ExecutorStatus> statuses() {
		return List.copyOf(this.serving.statuses().values());
	}

	/**
	 * Why the last run failed, where no executor could take over.
	 * @return null while runs succeed
	 */
	@Nullable String fault() {
		return this.fault;
	}

	/**
	 * The image of the self-test, with which to find out whether a fault has passed.
	 * @param deadline when to give up
	 * @return a filled slot that belongs to the caller
	 */
	InputSlot testImage(Deadline deadline) {
		Tensor image = new SelfTest(this.model).image();
		InputSlot slot = inputSlot(deadline);
		boolean filled = false;
		try {
			slot.fill((target) -> target.data().put(0, image.data(), 0, target.data().limit()));
			filled = true;
			return slot;
		}
		finally {
			if (!filled) {
				slot.release();
			}
		}
	}

	/**
	 * Runs the network, on the next executor if the one that serves fails.
	 * @param images {@code [n][3][h][w]}, as the model's preprocessing says
	 * @param wanted outputs beside the logits
	 * @param queueNanos time that they have waited
	 * @return the outputs in the order of the images
	 * @throws ServiceException {@code INVALID_REQUEST} for another shape or an output
	 * that the graph does not have, {@code UNAVAILABLE} if memory does not suffice for
	 * one image while it did for others, or once closed, an {@link ExecutorFault} if the
	 * executor fails and none can replace it
	 */
	InferenceResult infer(Tensor images, Set<Output> wanted, long queueNanos) {
		return infer(images, wanted, queueNanos, shortages());
	}

	/**
	 * Runs the network again on images of a run that failed.
	 * @param images {@code [n][3][h][w]}, as the model's preprocessing says
	 * @param wanted outputs beside the logits
	 * @param queueNanos time that they have waited
	 * @param shortages of memory that there had been when the failed run began, so that
	 * they do not count twice
	 * @return as {@link #infer(Tensor, Set, long)}
	 */
	InferenceResult infer(Tensor images, Set<Output> wanted, long queueNanos, int shortages) {
		requireFitting(images.shape());
		Serving current = this.serving;
		try {
			requireNotLost(current.executor());
			BackendLease.Run run = current.runs().infer(images, wanted);
			current.ran();
			this.fault = null;
			this.metrics.inferred(descriptor().id(), current.executor(), run.runNanos());
			return new InferenceResult(run.outputs(), current.executor(), current.lease().runtime(), current.fallback(),
					queueNanos + run.waitNanos(), run.runNanos());
		}
		catch (ExecutorFault fault) {
			if (isReplaced(current)) {
				return infer(images, wanted, queueNanos);
			}
			if (current.isPassing(fault, shortages)) {
				logger.warn("Executor {} had no memory for an image of model {}", current.executor().id(),
						descriptor().id(), fault);
				throw new ServiceException(FailureKind.UNAVAILABLE,
						"There was not enough memory to run the network; try again", fault);
			}
			if (replace(current, fault)) {
				return infer(images, wanted, queueNanos);
			}
			this.fault = fault.getMessage();
			throw fault;
		}
		catch (ServiceException ex) {
			if (isReplaced(current)) {
				return infer(images, wanted, queueNanos);
			}
			throw ex;
		}
	}

	/**
	 * Measures the executor that serves against its rivals, if it has any and was not
	 * measured before, and has the fastest serve. Requests go on meanwhile. Whoever calls
	 * this holds a lease of the model.
	 * @param stopping ends it soon, with everything as it was
	 */
	void measure(BooleanSupplier stopping) {
		Serving current = this.serving;
		if (current.fallback() || current.isMeasured() || !this.selector.hasRivals(current.executor())) {
			return;
		}
		try {
			Incumbent incumbent = new Incumbent(current.lease(), stopping);
			BackendSelector.Selection selection = this.selector.challenge(this.model, incumbent, current.statuses());
			if (selection.backend() == incumbent) {
				current.stays(selection.statuses());
			}
			else {
				move(current, selection);
			}
		}
		catch (CancellationException ex) {
			logger.debug("The executors are not measured for model {} any more", descriptor().id(), ex);
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			logger.warn("The executors were not measured for model {}, {} goes on", descriptor().id(),
					current.executor().id(), ex);
		}
	}

	private synchronized void move(Serving from, BackendSelector.Selection selection) {
		if (this.closed || isReplaced(from)) {
			selection.backend().close();
			return;
		}
		this.serving = serving(selection, false);
		this.metrics.moved(descriptor().id(), from.executor(), executor());
		release(from);
	}

	/**
	 * Closes what serves, and then the model that it was opened from. Waits for an
	 * executor that is being replaced, and none is opened any more. Slots that are in use
	 * stay good until they are released.
	 */
	synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			release(this.serving);
			this.model.close();
		}
	}

	private void requireFitting(Shape shape) {
		int side = descriptor().preprocessing().crop();
		if (shape.rank() == 0 || shape.dimension(0) < 1 || shape.dimension(0) > this.largestBatch
				|| !shape.equals(Shape.of(shape.dimension(0), RGB, side, side))) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"Model %s takes images of [n, %d, %d, %d] with n from 1 to %d, not %s".formatted(descriptor().id(),
							RGB, side, side, this.largestBatch, shape));
		}
	}

	private void requireNotLost(ExecutorKind executor) {
		String reason = this.selector.lost().reason(executor);
		if (reason != null) {
			throw new ExecutorFault(FaultKind.STICKY, reason, null);
		}
	}

	private boolean isReplaced(Serving used) {
		return this.serving != used;
	}

	private synchronized boolean replace(Serving broken, ExecutorFault failure) {
		if (isReplaced(broken)) {
			return true;
		}
		ExecutorKind from = broken.executor();
		if (failure.faultKind() == FaultKind.STICKY) {
			this.selector.lost().lose(from, String.valueOf(failure.getMessage()));
		}
		if (!this.mayFallBack || this.isLast || this.closed) {
			return false;
		}
		try {
			this.serving = serving(this.selector.select(this.model, without(from, broken.statuses(), failure)), true);
		}
		catch (ServiceException ex) {
			logger.error("Executor {} failed and nothing can replace it: {}", from.id(), ex.getMessage(), failure);
			this.isLast = true;
			return false;
		}
		logger.warn("Executor {} failed while serving model {}; {} serves it now", from.id(), descriptor().id(),
				executor().id(), failure);
		this.metrics.fellBack(descriptor().id(), from, executor());
		release(broken);
		return true;
	}

	private static Map<ExecutorKind, ExecutorStatus> without(ExecutorKind failed,
			Map<ExecutorKind, ExecutorStatus> statuses, ExecutorFault failure) {
		Map<ExecutorKind, ExecutorStatus> rest = new EnumMap<>(statuses);
		rest.put(failed, ExecutorStatus.refused(failed, "it failed while serving: " + failure.getMessage()
				+ ". It is not used again before the server is restarted."));
		return rest;
	}

	private Serving serving(BackendSelector.Selection selection, boolean fallback) {
		try {
			return new Serving(selection, descriptor().preprocessing().crop(), this.largestBatch, fallback);
		}
		catch (RuntimeException | Error ex) {
			selection.backend().close();
			throw ex;
		}
	}

	/**
	 * Closes what no longer serves. A lost executor stays open: what is native would be
	 * freed on a device that answers no more.
	 */
	private void release(Serving unused) {
		try {
			if (this.selector.lost().reason(unused.executor()) == null) {
				unused.lease().close();
			}
		}
		catch (ServiceException ex) {
			logger.warn("Closing executor {} failed", unused.executor().id(), ex);
		}
		finally {
			unused.inputs().close();
		}
	}

}
