package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens models on ONNX Runtime's CUDA provider, on device 0. Whether the provider works
 * is found out once.
 */
public final class OrtCudaBackendFactory implements BackendFactory {

	private static final Logger logger = LoggerFactory.getLogger(OrtCudaBackendFactory.class);

	private static final String REMEDY = "Install an NVIDIA driver, CUDA 12 and cuDNN 9 and build with the Maven "
			+ "profile cuda; or set classifier.inference.executor=cpu to stop trying.";

	private final List<Integer> batchSizes;

	private boolean probed;

	private @Nullable String refusal;

	/**
	 * Opens sessions that choose their kernels for some sizes of batches.
	 * @param batchSizes rising from 1
	 */
	public OrtCudaBackendFactory(List<Integer> batchSizes) {
		this.batchSizes = List.copyOf(batchSizes);
	}

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.CUDA;
	}

	@Override
	public synchronized Offer open(VerifiedModel model) {
		try {
			if (!this.probed) {
				this.refusal = probe();
				this.probed = true;
			}
			if (this.refusal != null) {
				return new Unavailable(this.refusal, REMEDY);
			}
			return openSession(model);
		}
		catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError ex) {
			logger.debug("ONNX Runtime does not load", ex);
			return OrtFailures.doesNotLoad();
		}
	}

	private static @Nullable String probe() {
		try (OrtCUDAProviderOptions cuda = providerOptions(); OrtSession.SessionOptions options = options(cuda)) {
			return CudaProbe.refusal(options);
		}
		catch (OrtException ex) {
			logger.debug("The CUDA provider cannot be added", ex);
			return OrtFailures.reason(ex) + ".";
		}
	}

	private Offer openSession(VerifiedModel model) {
		try (OrtCUDAProviderOptions cuda = providerOptions(); OrtSession.SessionOptions options = options(cuda)) {
			return new Available(OrtBackend.open(ExecutorKind.CUDA, model.graph(), model.descriptor().graph(), options,
					this.batchSizes));
		}
		catch (OrtException ex) {
			logger.debug("The CUDA provider refused model {}", model.descriptor().id(), ex);
			return new Unavailable(OrtFailures.reason(ex) + ".", REMEDY);
		}
	}

	private static OrtSession.SessionOptions options(OrtCUDAProviderOptions cuda) throws OrtException {
		OrtSession.SessionOptions options = OrtRuntime.sessionOptions();
		try {
			options.addCUDA(cuda);
			// Memory patterns of many shapes and threads make GPU memory grow without
			// end.
			options.setMemoryPatternOptimization(false);
			return options;
		}
		catch (OrtException ex) {
			options.close();
			throw ex;
		}
	}

	private static OrtCUDAProviderOptions providerOptions() throws OrtException {
		OrtCUDAProviderOptions cuda = OrtRuntime.cudaOptions(0);
		try {
			cuda.add("arena_extend_strategy", "kSameAsRequested");
			// EXHAUSTIVE, the default, tries every algorithm at the first run of each
			// shape.
			cuda.add("cudnn_conv_algo_search", "HEURISTIC");
			// Receipts say fp32; TF32 has 10 bits of mantissa.
			cuda.add("use_tf32", "0");
			return cuda;
		}
		catch (OrtException ex) {
			cuda.close();
			throw ex;
		}
	}

}
