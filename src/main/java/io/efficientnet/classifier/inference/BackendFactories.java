package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.inference.onnxruntime.OrtCudaBackendFactory;

/** Executors by their kind, for callers that run networks without the server. */
public final class BackendFactories {

	private BackendFactories() {
	}

	/**
	 * The factory of one executor.
	 * @param executor the kind of executor
	 * @param threads threads of one run on the CPU; without meaning to CUDA
	 * @return a new factory
	 */
	public static BackendFactory of(ExecutorKind executor, int threads) {
		return switch (executor) {
			case CUDA -> new OrtCudaBackendFactory();
			case CPU -> new OrtCpuBackendFactory(threads);
		};
	}

}
