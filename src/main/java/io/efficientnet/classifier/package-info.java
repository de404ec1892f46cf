/**
 * Image classification with EfficientNet.
 *
 * <p>
 * The folders are the dataflow: {@code api} takes an image over HTTP,
 * {@code classification} turns bytes and a model into ranked labels by way of
 * {@code image} (bytes to a normalised tensor) and {@code inference} (tensor to logits on
 * the best backend that works). Offline, {@code conversion} turns the architecture in
 * {@code efficientnet} and named weights into the ONNX files that {@code model}
 * catalogues. {@code traffic} puts a load on a running server, and {@code plot} draws how
 * it fared.
 */
@NullMarked
package io.efficientnet.classifier;

import org.jspecify.annotations.NullMarked;
