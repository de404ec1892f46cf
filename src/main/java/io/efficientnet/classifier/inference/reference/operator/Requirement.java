package io.efficientnet.classifier.inference.reference.operator;

import io.efficientnet.classifier.tensor.Shape;

/** What a graph must fulfil to be run. */
final class Requirement {

	private Requirement() {
	}

	@SuppressWarnings("AnnotateFormatMethod") // the annotation is on no compile path
	static void that(boolean fulfilled, String otherwise, Object... arguments) {
		if (!fulfilled) {
			throw new IllegalArgumentException(otherwise.formatted(arguments));
		}
	}

	static void rank(Shape shape, int rank) {
		that(shape.rank() == rank, "it takes rank %d, not %s", rank, shape);
	}

}
