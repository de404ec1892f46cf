/**
 * The native HTTP interface.
 *
 * <p>
 * Reads requests within their limits, asks {@code classification} and renders answers and
 * problem details. The only place with status codes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "batching", "classification", "inference", "model", "failure",
		"observability", "image", "shutdown", "security" })
package io.efficientnet.classifier.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
