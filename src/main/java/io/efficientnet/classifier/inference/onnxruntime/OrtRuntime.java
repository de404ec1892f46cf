package io.efficientnet.classifier.inference.onnxruntime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process-wide ONNX Runtime. Its official builds send telemetry unless a variable of
 * the process environment says otherwise when the native library loads, so nothing may
 * touch {@code ai.onnxruntime} but through this class.
 */
final class OrtRuntime {

	private static final Logger logger = LoggerFactory.getLogger(OrtRuntime.class);

	private static final String TELEMETRY_VARIABLE = "ORT_DISABLE_TELEMETRY";

	private static final String NAME = "efficientnet-classifier";

	private OrtRuntime() {
	}

	/**
	 * Loads the native library on first use, with telemetry off.
	 * @return the environment
	 * @throws LinkageError if the native library does not load
	 */
	static OrtEnvironment environment() {
		return Holder.ENVIRONMENT;
	}

	static OrtSession.SessionOptions sessionOptions() {
		environment();
		return new OrtSession.SessionOptions();
	}

	static OrtCUDAProviderOptions cudaOptions(int device) throws OrtException {
		environment();
		return new OrtCUDAProviderOptions(device);
	}

	static String version() {
		return "onnxruntime " + environment().getVersion();
	}

	/**
	 * Sets the variable in the environment of the process, where native code looks;
	 * {@code System.getenv} goes on to show the one the process began with.
	 */
	@SuppressWarnings("restricted") // native access is enabled for this program
	private static void disableTelemetry() {
		Linker linker = Linker.nativeLinker();
		Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
		if (setenv.isEmpty()) {
			if (System.getenv(TELEMETRY_VARIABLE) == null) {
				logger.warn("Set {}=1 before the start: this platform has no setenv to do it from here",
						TELEMETRY_VARIABLE);
			}
			return;
		}
		MethodHandle call = linker.downcallHandle(setenv.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT,
				ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
		if (set(call) != 0) {
			throw new IllegalStateException("Cannot set " + TELEMETRY_VARIABLE + "; set it to 1 before the start");
		}
	}

	private static int set(MethodHandle setenv) {
		try (Arena arena = Arena.ofConfined()) {
			return (int) setenv.invokeExact(arena.allocateFrom(TELEMETRY_VARIABLE), arena.allocateFrom("1"), 1);
		}
		catch (Throwable ex) { // what MethodHandle.invokeExact declares
			throw new IllegalStateException("Cannot set " + TELEMETRY_VARIABLE + "; set it to 1 before the start", ex);
		}
	}

	private static final class Holder {

		static final OrtEnvironment ENVIRONMENT = create();

		private static OrtEnvironment create() {
			disableTelemetry();
			OrtEnvironment environment = OrtEnvironment.getEnvironment(NAME);
			LastingEnvironment.keep(NAME);
			return environment;
		}

	}

}
