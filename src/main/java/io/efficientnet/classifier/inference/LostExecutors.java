package io.efficientnet.classifier.inference;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Executors that no model may use any more until the process ends, and why. */
final class LostExecutors {

	private final Map<ExecutorKind, String> reasons = new ConcurrentHashMap<>();

	void lose(ExecutorKind executor, String reason) {
		this.reasons.putIfAbsent(executor, reason);
	}

	/**
	 * Why an executor is lost.
	 * @param executor the kind of executor
	 * @return the fault that was met first, or null where it may be used
	 */
	@Nullable String reason(ExecutorKind executor) {
		return this.reasons.get(executor);
	}

}
