package io.efficientnet.classifier.inference.onnxruntime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.VerifiedModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens models on ONNX Runtime's CPU provider. */
public final class OrtCpuBackendFactory implements BackendFactory {

	private static final Logger logger = LoggerFactory.getLogger(OrtCpuBackendFactory.class);

	private final int threads;

	/**
	 * Opens sessions with a thread pool each.
	 * @param threads threads of one run
	 */
	public OrtCpuBackendFactory(int threads) {
		this.threads = threads;
	}

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.CPU;
	}

	@Override
	public Offer open(VerifiedModel model) {
		try (OrtSession.SessionOptions options = OrtRuntime.sessionOptions()) {
			options.setIntraOpNumThreads(this.threads);
			options.setInterOpNumThreads(1);
			// Spinning workers starve the threads that decode on a small machine.
			options.addConfigEntry("session.intra_op.allow_spinning", "0");
			return new Available(OrtBackend.open(ExecutorKind.CPU, model.graph(), model.descriptor().graph(), options));
		}
		catch (OrtException ex) {
			logger.debug("The CPU provider refused model {}", model.descriptor().id(), ex);
			return new Unavailable(OrtFailures.reason(ex) + ".", "Convert the model again, or import it anew.");
		}
		catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError ex) {
			logger.debug("ONNX Runtime does not load", ex);
			return OrtFailures.doesNotLoad();
		}
	}

}
