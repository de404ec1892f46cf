package io.efficientnet.classifier.inference.reference;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * A graph compiled for images of one size. Safe for concurrent use; nobody closes it
 * during a run.
 */
interface SizedNetwork extends AutoCloseable {

	/**
	 * Runs the network.
	 * @param images {@code [n][..]}, of the size
	 * @param outputs names of outputs
	 * @return the outputs by name, {@code [n][..]}, in memory of their own
	 */
	Map<String, Tensor> run(Tensor images, List<String> outputs);

	@Override
	void close();

}
