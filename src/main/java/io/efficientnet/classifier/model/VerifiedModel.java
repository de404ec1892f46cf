package io.efficientnet.classifier.model;

import java.nio.ByteBuffer;

/**
 * A model whose files fit its description.
 *
 * @param descriptor its description
 * @param graph content of {@code model.onnx}, mapped read-only; the bytes whose checksum
 * was compared
 * @param labels as many as there are classes
 */
public record VerifiedModel(ModelDescriptor descriptor, ByteBuffer graph, Labels labels) {
}
