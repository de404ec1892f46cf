package io.efficientnet.classifier.inference.reference.graph;

import io.efficientnet.classifier.onnx.OnnxNode;

/**
 * A node with the operator set that it is written against.
 *
 * @param node of the graph or of a function
 * @param opset version of the standard operators
 */
record ScopedNode(OnnxNode node, long opset) {
}
