package io.efficientnet.classifier.model;

import java.util.List;
import java.util.Objects;

/**
 * What {@code selftest.json} says: logits that were computed when the model was made, for
 * an input that a seed stands for.
 *
 * @param graph SHA-256 of the {@code model.onnx} that gave them, in hex
 * @param runtime what computed them, for instance {@code onnxruntime 1.29.0}
 * @param seed of the input
 * @param logits one for each class
 */
public record GoldenLogits(String graph, String runtime, long seed, List<Float> logits) {

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if one is missing, as a file may have it
	 */
	public GoldenLogits {
		if (graph == null || runtime == null || logits == null || logits.stream().anyMatch(Objects::isNull)) {
			throw new IllegalArgumentException("graph, runtime, seed and logits must be there");
		}
		logits = List.copyOf(logits);
	}

	/**
	 * The logits as an executor gives them.
	 * @return one for each class
	 */
	public float[] toArray() {
		float[] values = new float[this.logits.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.logits.get(i);
		}
		return values;
	}

}
