package io.efficientnet.classifier.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whether an executor can serve a model.
 *
 * @param executor the kind of executor
 * @param usable whether it opened the model, passed the self-test and has not failed
 * since
 * @param reason why not, with the remedy; null where usable
 * @param milliseconds shortest time of one image when the model was loaded; null where
 * there was no choice to make by it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecutorStatus(ExecutorKind executor, boolean usable, @Nullable String reason,
		@Nullable Double milliseconds) {

	private static final double NANOS_PER_HUNDREDTH = 1e4;

	static ExecutorStatus usable(ExecutorKind executor) {
		return new ExecutorStatus(executor, true, null, null);
	}

	static ExecutorStatus timed(ExecutorKind executor, long nanos) {
		return new ExecutorStatus(executor, true, null, Math.round(nanos / NANOS_PER_HUNDREDTH) / 100.0);
	}

	static ExecutorStatus refused(ExecutorKind executor, String reason) {
		return new ExecutorStatus(executor, false, reason, null);
	}

}
