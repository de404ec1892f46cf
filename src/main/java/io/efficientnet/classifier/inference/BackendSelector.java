package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the executors in order and takes the first that opens a model. Each reason is
 * logged once.
 */
final class BackendSelector {

	private static final Logger logger = LoggerFactory.getLogger(BackendSelector.class);

	private final List<BackendFactory> factories;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	BackendSelector(List<BackendFactory> factories, ExecutorChoice choice) {
		this.factories = choice.order()
			.stream()
			.flatMap((kind) -> factories.stream().filter((f) -> f.executor() == kind))
			.toList();
	}

	/**
	 * Opens a model.
	 * @param model the model
	 * @param refused executors that are not to be tried
	 * @param trial first run of a backend; what it throws speaks against the backend,
	 * unless it is {@code UNAVAILABLE}, which speaks against the model
	 * @return the first backend that opened and passed its trial, with the status of all
	 * that were tried
	 * @throws ServiceException {@code UNAVAILABLE} with every reason if none did
	 */
	Selection select(VerifiedModel model, Set<ExecutorKind> refused, Consumer<InferenceBackend> trial) {
		List<ExecutorStatus> statuses = new ArrayList<>();
		for (BackendFactory factory : this.factories) {
			if (refused.contains(factory.executor())) {
				continue;
			}
			switch (factory.open(model)) {
				case BackendFactory.Available(InferenceBackend backend) -> {
					if (passes(backend, trial)) {
						statuses.add(new ExecutorStatus(factory.executor(), true, null));
						return new Selection(backend, List.copyOf(statuses));
					}
					refuse(statuses, factory.executor(), "it opened the model but failed its first run.",
							"The log has the cause.");
				}
				case BackendFactory.Unavailable(String reason, String remedy) ->
					refuse(statuses, factory.executor(), reason, remedy);
			}
		}
		throw new ServiceException(FailureKind.UNAVAILABLE,
				"No executor can serve model " + model.descriptor().id() + ": " + reasons(statuses));
	}

	private static boolean passes(InferenceBackend backend, Consumer<InferenceBackend> trial) {
		try {
			trial.accept(backend);
			return true;
		}
		catch (RuntimeException ex) {
			backend.close();
			if (ex instanceof ServiceException known && known.kind() == FailureKind.UNAVAILABLE) {
				throw known;
			}
			logger.warn("Executor {} failed its first run", backend.executor().id(), ex);
			return false;
		}
	}

	private void refuse(List<ExecutorStatus> statuses, ExecutorKind executor, String reason, String remedy) {
		statuses.add(new ExecutorStatus(executor, false, reason + " " + remedy));
		logOnce(executor, reason, remedy);
	}

	private void logOnce(ExecutorKind executor, String reason, String remedy) {
		if (this.logged.add(executor + reason)) {
			logger.info("Executor {} is not available: {} {}", executor.id(), reason, remedy);
		}
	}

	private static String reasons(List<ExecutorStatus> statuses) {
		if (statuses.isEmpty()) {
			return "none is left to try";
		}
		return String.join(" ", statuses.stream().map((s) -> s.executor().id() + ": " + s.reason()).toList());
	}

	/**
	 * The outcome of a walk.
	 *
	 * @param backend owned by the caller
	 * @param statuses of the executors that were tried
	 */
	record Selection(InferenceBackend backend, List<ExecutorStatus> statuses) {
	}

}
