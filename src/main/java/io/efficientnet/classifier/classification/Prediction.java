package io.efficientnet.classifier.classification;

import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Label;
import io.efficientnet.classifier.model.Labels;

/**
 * One class and how likely it is.
 *
 * @param index position among the logits
 * @param id for ImageNet the WordNet id
 * @param label for people; not unique
 * @param probability softmax over all classes, 0..1
 */
public record Prediction(int index, String id, String label, float probability) {

	/**
	 * The likeliest classes of one image.
	 * @param logits one for each label
	 * @param labels of all classes
	 * @param top how many predictions; all if there are fewer classes
	 * @return by falling probability, ties by index
	 * @throws ServiceException {@code INTERNAL} if a logit is not finite
	 */
	public static List<Prediction> ranked(float[] logits, Labels labels, int top) {
		float[] probabilities;
		try {
			probabilities = Softmax.of(logits);
		}
		catch (ArithmeticException ex) {
			throw new ServiceException(FailureKind.INTERNAL, "The network gave numbers that are not finite", ex);
		}
		return Arrays.stream(TopK.indices(probabilities, top)).mapToObj((index) -> {
			Label label = labels.get(index);
			return new Prediction(index, label.id(), label.label(), probabilities[index]);
		}).toList();
	}

}
