package io.efficientnet.classifier.inference.reference;

import java.util.List;

import io.efficientnet.classifier.tensor.Tensor;

/** A graph compiled for images of one size. Safe for concurrent use. */
@FunctionalInterface
interface SizedNetwork {

	/**
	 * Runs the network.
	 * @param images {@code [n][..]}, of the size
	 * @param outputs names of outputs
	 * @return one tensor per name, {@code [n][..]}, in memory of their own
	 */
	List<Tensor> run(Tensor images, List<String> outputs);

}
