package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * One network, loaded on one executor. Nobody closes a backend while a run is under way.
 */
public interface InferenceBackend extends AutoCloseable {

	/**
	 * What computes.
	 * @return the kind of executor
	 */
	ExecutorKind executor();

	/**
	 * Library and version, for receipts.
	 * @return for instance {@code onnxruntime 1.29.0}
	 */
	String runtime();

	/**
	 * How many runs may overlap.
	 * @return at least 1
	 */
	default int concurrentRuns() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Sizes of batches that are worth it, few since the first run of each takes long.
	 * Each is run once before the model serves, and smaller batches are padded.
	 * @return rising from 1; only 1 where images take as long together as one by one
	 */
	default List<Integer> batchSizes() {
		return List.of(1);
	}

	/**
	 * What has to pass the self-test. Which of several computes depends on the load.
	 * @return this alone, unless it is made of others
	 */
	default List<InferenceBackend> parts() {
		return List.of(this);
	}

	/**
	 * Runs the network.
	 * @param images {@code [n][3][h][w]} float32, normalised as the model's preprocessing
	 * says; not copied where the buffer is direct
	 * @param wanted outputs beside the logits
	 * @return the logits and what was wanted, in memory of their own
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph has no such output;
	 * an {@link ExecutorFault} if the executor fails and knows what that means, anything
	 * else that is thrown counts as {@link FaultKind#BROKEN}
	 */
	Outputs infer(Tensor images, Set<Output> wanted);

	@Override
	void close();

}
