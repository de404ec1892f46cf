package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Two sessions of one network: a run that is alone is split among threads, runs in a
 * crowd take one thread each, which costs no synchronisation: on two cores a tenth more
 * of B0 in a crowd, and alone a fifth less time than on one thread ({@code CoreSplit}). A
 * session's threads cannot be changed, so that the weights are held twice.
 */
final class OrtCpuBackend implements InferenceBackend {

	private final InferenceBackend alone;

	private final InferenceBackend single;

	private final BooleanSupplier crowded;

	/**
	 * A network on both.
	 * @param alone session with threads, owned from now on
	 * @param single session without, owned from now on
	 * @param crowded which of them runs
	 */
	OrtCpuBackend(InferenceBackend alone, InferenceBackend single, BooleanSupplier crowded) {
		this.alone = alone;
		this.single = single;
		this.crowded = crowded;
	}

	@Override
	public ExecutorKind executor() {
		return this.alone.executor();
	}

	@Override
	public String runtime() {
		return this.alone.runtime();
	}

	@Override
	public List<InferenceBackend> parts() {
		return List.of(this.alone, this.single);
	}

	@Override
	public Outputs infer(Tensor images, Set<Output> wanted) {
		return (this.crowded.getAsBoolean() ? this.single : this.alone).infer(images, wanted);
	}

	@Override
	public void close() {
		try {
			this.alone.close();
		}
		finally {
			this.single.close();
		}
	}

}
