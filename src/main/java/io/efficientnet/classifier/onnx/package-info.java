/**
 * The ONNX file format: reading and writing, nothing else.
 *
 * <p>
 * Types mirror the messages of onnx.proto and cite its fields. What a graph means is the
 * business of {@code conversion}, which builds it, and of {@code inference}, which runs
 * it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "tensor", "failure" })
package io.efficientnet.classifier.onnx;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
