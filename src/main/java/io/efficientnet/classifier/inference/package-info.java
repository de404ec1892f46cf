/**
 * Normalised tensors to logits on the best backend that works.
 *
 * <p>
 * Backends run the same ONNX graph; which one serves, and why another does not, is
 * visible in the status. Runs happen on own platform threads and hold a lease, so that
 * closing never meets a run.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "batching", "model", "tensor", "onnx", "failure", "observability" })
package io.efficientnet.classifier.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
