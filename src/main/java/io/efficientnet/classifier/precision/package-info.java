/**
 * Graphs of float32 weights to graphs of half or eight-bit ones.
 *
 * <p>
 * Graphs are rewritten, so that it does not matter who made them. Ranges of activations
 * are found by a graph of its own, whose outputs are a few numbers for each value: no
 * executor needs to know of it, and memory does not grow with the pictures.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "onnx", "tensor", "failure" })
package io.efficientnet.classifier.precision;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
