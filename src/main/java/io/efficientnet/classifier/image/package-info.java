/**
 * Encoded image bytes to a normalised tensor, bit for bit as the reference pipelines do
 * it.
 *
 * <p>
 * The order is: refuse by size and header, decode, resize, crop, normalise. The only
 * package that sees {@code java.awt} and {@code javax.imageio}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "batching", "tensor", "model", "failure" })
package io.efficientnet.classifier.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
