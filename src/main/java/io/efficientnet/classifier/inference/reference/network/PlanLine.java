package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.tensor.Shape;

/**
 * A step of a network, for people to read.
 *
 * @param operator what it is
 * @param name of its node in the graph
 * @param attributes kernel, stride and the like; may be empty
 * @param output shape for one image
 * @param multiplyAdds for one image
 * @param weightBytes of its weights as the graph has them
 */
public record PlanLine(String operator, String name, String attributes, Shape output, long multiplyAdds,
		long weightBytes) {
}
