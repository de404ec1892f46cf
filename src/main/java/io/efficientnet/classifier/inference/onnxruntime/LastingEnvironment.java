package io.efficientnet.classifier.inference.onnxruntime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Keeps ONNX Runtime's environment until the process ends. Its Java binding releases it
 * in a shutdown hook of its own, which runs as soon as the process is told to stop, while
 * requests are still answered; runs that meet a released environment crash the process.
 * Environments are counted, so that a second reference, which nobody gives back, keeps
 * it.
 *
 * @see <a href=
 * "https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_c_api.h">the
 * C API</a>
 */
final class LastingEnvironment {

	private static final Logger logger = LoggerFactory.getLogger(LastingEnvironment.class);

	private static final int API_VERSION = 1;

	// CreateStatus, GetErrorCode and GetErrorMessage come before it in all versions
	private static final int CREATE_ENV = 3;

	private static final int LOG_WARNINGS = 2;

	private LastingEnvironment() {
	}

	/**
	 * Takes the reference.
	 * @param name of the environment that is there already
	 */
	@SuppressWarnings("restricted") // native access is enabled for this program
	static void keep(String name) {
		Optional<MemorySegment> entry = SymbolLookup.loaderLookup().find("OrtGetApiBase");
		if (entry.isEmpty() || !isKept(entry.get(), name)) {
			logger.warn("ONNX Runtime cannot be kept while the server stops, so that a run then may crash the process; "
					+ "set classifier.inference.executor=java to be sure");
		}
	}

	@SuppressWarnings("restricted") // native access is enabled for this program
	private static boolean isKept(MemorySegment entry, String name) {
		Linker linker = Linker.nativeLinker();
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment base = (MemorySegment) linker.downcallHandle(entry, FunctionDescriptor.of(ADDRESS))
				.invokeExact();
			MethodHandle getApi = linker.downcallHandle(base.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0),
					FunctionDescriptor.of(ADDRESS, JAVA_INT));
			MemorySegment api = (MemorySegment) getApi.invokeExact(API_VERSION);
			MethodHandle createEnv = linker.downcallHandle(
					api.reinterpret((CREATE_ENV + 1) * ADDRESS.byteSize()).getAtIndex(ADDRESS, CREATE_ENV),
					FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
			MemorySegment status = (MemorySegment) createEnv.invokeExact(LOG_WARNINGS, arena.allocateFrom(name),
					arena.allocate(ADDRESS));
			return status.address() == 0;
		}
		catch (Throwable ex) { // what MethodHandle.invokeExact declares
			throw new IllegalStateException("ONNX Runtime's C API cannot be called", ex);
		}
	}

}
