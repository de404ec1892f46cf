package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.tensor.Shape;

/**
 * A value that the steps of a network pass on, for one image.
 *
 * @param index number of the value in its network
 * @param shape as in the graph, the first extent being 1: {@code [1][channels][h][w]} for
 * pictures
 * @param layout order in memory
 */
public record NetworkValue(int index, Shape shape, Layout layout) {
}
