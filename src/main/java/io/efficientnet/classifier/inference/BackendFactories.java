package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.function.BooleanSupplier;

import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.inference.onnxruntime.OrtCudaBackendFactory;
import io.efficientnet.classifier.inference.reference.ReferenceBackendFactory;

/** The executors that this program has. */
public final class BackendFactories {

	private BackendFactories() {
	}

	/**
	 * All of them.
	 * @param threads threads of one run on the CPU
	 * @return new factories, in no order that matters
	 */
	public static List<BackendFactory> all(int threads) {
		return List.of(new OrtCudaBackendFactory(List.of(1)), new OrtCpuBackendFactory(threads),
				new ReferenceBackendFactory(threads));
	}

	/**
	 * All of them, for a server that many ask at once.
	 * @param threads threads of one run on the CPU that is alone
	 * @param largestBatch most images of one run
	 * @param crowded whether other images keep the cores busy, so that a run had better
	 * do with one thread
	 * @return new factories, in no order that matters
	 */
	static List<BackendFactory> all(int threads, int largestBatch, BooleanSupplier crowded) {
		return List.of(new OrtCudaBackendFactory(BatchBuckets.upTo(largestBatch)),
				new OrtCpuBackendFactory(threads, crowded), new ReferenceBackendFactory(threads));
	}

}
