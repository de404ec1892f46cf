package io.efficientnet.classifier.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
 * replaced by the next one, if that is allowed.
 */
public final class LoadedModel {

	/** Precision of weights and arithmetic. */
	public static final String PRECISION = "fp32";

	private static final Logger logger = LoggerFactory.getLogger(LoadedModel.class);

	private final VerifiedModel model;

	private final BackendSelector selector;

	private final boolean mayFallBack;

	private final InferenceMetrics metrics;

	private final Set<ExecutorKind> failed = EnumSet.noneOf(ExecutorKind.class);

	private volatile Serving serving;

	private volatile @Nullable ClassActivation activation;

	private volatile @Nullable String fault;

	private LoadedModel(VerifiedModel model, BackendSelector selector, boolean mayFallBack, InferenceMetrics metrics) {
		this.model = model;
		this.selector = selector;
		this.mayFallBack = mayFallBack;
		this.metrics = metrics;
		this.serving = open(false);
	}

	/**
	 * Opens a model and warms it up.
	 * @param model the model
	 * @param selector picks the executor
	 * @param mayFallBack whether an executor may be replaced while serving
	 * @param metrics told of every change of executor
	 * @return the model, warm
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if no executor opens
	 * it, or the graph does not fit the description
	 */
	static LoadedModel load(VerifiedModel model, BackendSelector selector, boolean mayFallBack,
			InferenceMetrics metrics) {
		return new LoadedModel(model, selector, mayFallBack, metrics);
	}

	public ModelDescriptor descriptor() {
		return this.model.descriptor();
	}

	public Labels labels() {
		return this.model.labels();
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

	ExecutorKind executor() {
		return this.serving.lease().executor();
	}

	List<ExecutorStatus> statuses() {
		return this.serving.statuses();
	}

	/**
	 * Why the last run failed, where no executor could take over.
	 * @return null while runs succeed
	 */
	@Nullable String fault() {
		return this.fault;
	}

	/** Runs the network on a blank image, to find out whether a fault has passed. */
	void retest() {
		infer(blank(), Set.of(), 0);
	}

	InferenceResult infer(Tensor images, Set<Output> wanted, long queueNanos) {
		Serving current = this.serving;
		try {
			BackendLease.Run run = current.lease().infer(images, wanted);
			this.fault = null;
			this.metrics.inferred(descriptor().id(), current.lease().executor(), run.runNanos());
			return new InferenceResult(run.outputs(), current.lease().executor(), current.lease().runtime(),
					current.fallback(), queueNanos + run.waitNanos(), run.runNanos());
		}
		catch (ServiceException ex) {
			if (isReplaced(current) || (ex.kind() == FailureKind.INTERNAL && replace(current))) {
				return infer(images, wanted, queueNanos);
			}
			if (ex.kind() == FailureKind.INTERNAL) {
				this.fault = ex.getMessage();
			}
			throw ex;
		}
	}

	void close() {
		this.serving.lease().close();
	}

	private boolean isReplaced(Serving used) {
		return !this.serving.equals(used);
	}

	private synchronized boolean replace(Serving broken) {
		if (isReplaced(broken)) {
			return true;
		}
		if (!this.mayFallBack) {
			return false;
		}
		ExecutorKind from = broken.lease().executor();
		this.failed.add(from);
		try {
			this.serving = open(true);
		}
		catch (ServiceException ex) {
			logger.error("Executor {} failed and nothing can replace it: {}", from.id(), ex.getMessage());
			this.failed.remove(from);
			return false;
		}
		logger.warn("Executor {} failed while serving model {}; {} serves it now", from.id(), descriptor().id(),
				executor().id());
		this.metrics.fellBack(descriptor().id(), from, executor());
		broken.lease().close();
		return true;
	}

	private Serving open(boolean fallback) {
		BackendSelector.Selection selection = this.selector.select(this.model, this.failed, this::warmUp);
		return new Serving(new BackendLease(selection.backend()), selection.statuses(), fallback);
	}

	private void warmUp(InferenceBackend backend) {
		Tensor logits = backend.infer(blank(), Set.of()).logits();
		if (!logits.shape().equals(Shape.of(1, descriptor().classes()))) {
			throw new ServiceException(FailureKind.UNAVAILABLE, "Model " + descriptor().id() + " gives logits "
					+ logits.shape() + ", model.json says " + descriptor().classes() + " classes");
		}
	}

	private Tensor blank() {
		int resolution = descriptor().preprocessing().crop();
		return Tensor.allocate(Shape.of(1, 3, resolution, resolution));
	}

	private record Serving(BackendLease lease, List<ExecutorStatus> statuses, boolean fallback) {
	}

}
