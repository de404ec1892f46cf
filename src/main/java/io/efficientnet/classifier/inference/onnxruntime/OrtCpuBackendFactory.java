package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;
import java.util.function.BooleanSupplier;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens models on ONNX Runtime's CPU provider. */
public final class OrtCpuBackendFactory implements BackendFactory {

	private static final Logger logger = LoggerFactory.getLogger(OrtCpuBackendFactory.class);

	private final int threads;

	private final @Nullable BooleanSupplier crowded;

	/**
	 * Opens sessions with a thread pool each.
	 * @param threads threads of one run
	 */
	public OrtCpuBackendFactory(int threads) {
		this.threads = threads;
		this.crowded = null;
	}

	/**
	 * Opens two sessions for each model, of which one has no threads of its own.
	 * @param threads threads of a run that is alone
	 * @param crowded whether a run had better do with the calling thread
	 */
	public OrtCpuBackendFactory(int threads, BooleanSupplier crowded) {
		this.threads = threads;
		this.crowded = (threads > 1) ? crowded : null;
	}

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.CPU;
	}

	@Override
	public Offer open(VerifiedModel model) {
		try {
			OrtBackend alone = session(model, this.threads);
			return new Available((this.crowded != null) ? withSecond(alone, model, this.crowded) : alone);
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

	private static OrtBackend session(VerifiedModel model, int threads) throws OrtException {
		try (OrtSession.SessionOptions options = OrtRuntime.sessionOptions()) {
			options.setIntraOpNumThreads(threads);
			options.setInterOpNumThreads(1);
			// Spinning workers starve the threads that decode on a small machine.
			options.addConfigEntry("session.intra_op.allow_spinning", "0");
			if (IntegerKernels.mayOverflow()) {
				// Turns int8 weights to uint8, which takes about as long as float32
				options.addConfigEntry("session.x64quantprecision", "1");
			}
			return OrtBackend.open(ExecutorKind.CPU, model.graph(), model.descriptor().graph(), options, List.of(1));
		}
	}

	private static InferenceBackend withSecond(OrtBackend alone, VerifiedModel model, BooleanSupplier crowded)
			throws OrtException {
		try {
			return new OrtCpuBackend(alone, session(model, 1), crowded);
		}
		catch (OrtException | RuntimeException | Error ex) {
			alone.close();
			throw ex;
		}
	}

}
