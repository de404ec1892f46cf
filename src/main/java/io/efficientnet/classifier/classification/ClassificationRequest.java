package io.efficientnet.classifier.classification;

import java.util.Set;

import io.efficientnet.classifier.batching.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one or more images.
 *
 * @param model id; null for the default model
 * @param top how many predictions, 1..1000
 * @param include what to answer beside the predictions
 * @param deadline when to give up
 */
public record ClassificationRequest(@Nullable String model, int top, Set<Include> include, Deadline deadline) {

	/** Most predictions of one answer. */
	public static final int MAX_TOP = 1000;

	public ClassificationRequest {
		include = Set.copyOf(include);
		if (top < 1 || top > MAX_TOP) {
			throw new IllegalArgumentException("top must be 1.." + MAX_TOP);
		}
	}

}
