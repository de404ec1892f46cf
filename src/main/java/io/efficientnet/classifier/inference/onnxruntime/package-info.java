/**
 * ONNX graphs on ONNX Runtime, on its CUDA and its CPU provider.
 *
 * <p>
 * The only package that sees {@code ai.onnxruntime}. Everything native is opened, run and
 * closed here, and what fails there leaves as a reason or a failure kind, never as native
 * text.
 */
@NullMarked
package io.efficientnet.classifier.inference.onnxruntime;

import org.jspecify.annotations.NullMarked;
