package io.efficientnet.classifier.model;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What a class is called. Texts are not unique (two ImageNet classes are "crane"), ids
 * are.
 *
 * @param index position among the logits
 * @param id for ImageNet the WordNet id, for instance {@code n02123045}
 * @param label for people
 */
@JsonPropertyOrder({ "index", "id", "label" })
public record Label(int index, String id, String label) {
}
