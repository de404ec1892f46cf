/**
 * ONNX graphs reduced to what has to be computed for each image.
 *
 * <p>
 * Shapes are fixed, functions inlined, constants folded and operators bound, so that the
 * compiler behind sees the same few operators whichever exporter wrote the file.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference.graph;

import org.jspecify.annotations.NullMarked;
