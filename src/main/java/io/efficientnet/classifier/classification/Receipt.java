package io.efficientnet.classifier.classification;

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
 */
public record Receipt(String weights, String preprocessing, ExecutorKind executor, String precision, String runtime,
		boolean fallback) {
}
