package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a network gave.
 *
 * @param logits {@code [n][classes]}, not softmaxed
 * @param embedding {@code [n][features]}; null unless asked for
 * @param features {@code [n][features][h/32][w/32]}; null unless asked for
 */
public record Outputs(Tensor logits, @Nullable Tensor embedding, @Nullable Tensor features) {
}
