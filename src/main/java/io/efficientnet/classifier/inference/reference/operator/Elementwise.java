package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** A function of each float by itself. */
interface Elementwise extends FloatOperator {

	float at(float x);

	@Override
	default Shape outputShape(List<Shape> inputs) {
		return inputs.getFirst();
	}

	@Override
	default void apply(List<Tensor> inputs, Tensor output) {
		FloatBuffer from = inputs.getFirst().data();
		FloatBuffer to = output.data();
		for (int i = 0; i < to.limit(); i++) {
			to.put(i, at(from.get(i)));
		}
	}

}
