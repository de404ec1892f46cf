package io.efficientnet.classifier.inference.reference;

import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * One input of an exported model.
 *
 * @param model that was exported
 * @param input in the model's layout
 * @param expected what the library answers before the export
 */
public record ExportedRun(ExportedModel model, Tensor input, Tensor expected) {

	// ONNX Runtime stays within 2e-6 in small networks and 3e-5 in whole ones; the
	// smallest
	// mistake known (one layer's epsilon) makes 1e-2
	private static final double TOLERANCE = 1e-4;

	/**
	 * How far an answer is from the library's.
	 * @param actual answer in the shape of the expected one
	 * @return largest difference as a share of the tolerance, which is relative to the
	 * standard deviation of the expected values; at most 1 if they agree
	 */
	public double error(Tensor actual) {
		double largest = 0;
		for (int index = 0; index < this.expected.data().limit(); index++) {
			double difference = Math.abs(actual.data().get(index) - (double) this.expected.data().get(index));
			// A comparison with NaN is false, which must not look like agreement
			largest = (difference <= largest) ? largest : difference;
		}
		return largest / (TOLERANCE * InferenceFixtures.standardDeviation(this.expected.toArray()));
	}

	@Override
	public String toString() {
		return this.model + " " + this.input.shape();
	}

}
