package io.efficientnet.classifier.classification;

/**
 * One class and how likely it is.
 *
 * @param index position among the logits
 * @param id for ImageNet the WordNet id
 * @param label for people; not unique
 * @param probability softmax over all classes, 0..1
 */
public record Prediction(int index, String id, String label, float probability) {
}
