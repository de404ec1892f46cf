package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

import io.efficientnet.classifier.tensor.Tensor;

/** An operator that no fused step stands for, applied to one image at a time. */
@FunctionalInterface
public interface TensorFunction {

	/**
	 * Computes the output.
	 * @param inputs row-major as in the graph, the first extent being 1; read only
	 * @param output to be filled completely
	 */
	void apply(List<Tensor> inputs, Tensor output);

}
