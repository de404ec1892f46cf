package io.efficientnet.classifier.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whether an executor can serve a model.
 *
 * @param executor the kind of executor
 * @param usable whether it opened the model
 * @param reason why not, with the remedy; null where usable
 */
public record ExecutorStatus(ExecutorKind executor, boolean usable,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {
}
