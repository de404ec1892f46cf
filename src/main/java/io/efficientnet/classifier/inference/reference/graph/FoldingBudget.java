package io.efficientnet.classifier.inference.reference.graph;

import io.efficientnet.classifier.inference.reference.operator.TensorType;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;

/**
 * Memory and time that folded constants may take, so that a small file can ask for
 * neither a large constant nor a long computation. Constants that are stored as float32
 * stay views of the file and take no memory.
 */
final class FoldingBudget {

	// B7 with weights of 8 bits takes 0.8 GiB: 8 bytes for each as it is read, 4 as a
	// float
	private static final long BYTES = 1L << 30;

	// B7 with weights of 8 bits takes a fifteenth; all of it takes seconds, at worst
	// minutes
	private static final double STEPS = 0x1p32;

	private long left = BYTES;

	private double stepsLeft = STEPS;

	void charge(OnnxConstant constant) {
		if (constant.elementType() != OnnxElementType.FLOAT) {
			charge(new TensorType(constant.elementType(), constant.shape()));
		}
	}

	void charge(TensorType type) {
		if (type.shape().elementCount() > BYTES || type.bytes() > this.left) {
			throw UnsupportedGraph
				.because("The graph's constants take more than %d MiB once they are computed".formatted(BYTES >> 20));
		}
		this.left -= type.bytes();
	}

	void chargeSteps(double steps) {
		if (steps > this.stepsLeft) {
			throw UnsupportedGraph
				.because("The graph's constants take more than %.0f million steps to compute".formatted(STEPS / 1e6));
		}
		this.stepsLeft -= steps;
	}

}
