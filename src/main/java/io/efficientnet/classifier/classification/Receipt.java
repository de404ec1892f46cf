package io.efficientnet.classifier.classification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.efficientnet.classifier.inference.ExecutorKind;

/**
 * How an answer was computed, well enough to repeat it.
 *
 * @param weights digest of the weights before conversion
 * @param preprocessing name of the recipe; {@code GET /v1/models/{id}} spells it out
 * @param executor what computed
 * @param precision of weights and arithmetic
 * @param runtime library and version
 * @param fallback whether the executor replaced another that failed while serving
 * @param synthetic whether the weights come from a formula, so that the answer means
 * nothing; left out where they do not
 */
public record Receipt(String weights, String preprocessing, ExecutorKind executor, String precision, String runtime,
		boolean fallback, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean synthetic) {
}
