/**
 * The use case: encoded image and model to ranked labels.
 *
 * <p>
 * Joins preprocessing and inference and ranks the outcome; knows nothing of HTTP.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "batching", "image", "inference", "model", "tensor", "failure", "observability" })
package io.efficientnet.classifier.classification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
