package io.efficientnet.classifier.inference.onnxruntime;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorFault;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.FaultKind;

/**
 * What ONNX Runtime's exceptions mean. Their texts name files, addresses and source
 * lines, so they go to the log as causes and never to callers.
 */
final class OrtFailures {

	private static final Pattern MISSING_LIBRARY = Pattern
		.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object file");

	private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+)");

	private static final Pattern OUT_OF_MEMORY = Pattern.compile("CUDA failure 2:|CUBLAS failure 3:"
			+ "|CUDNN_STATUS_\\w*ALLOC\\w*_FAILED|Failed to allocate memory|bad_alloc|bad allocation"
			+ "|is smaller than requested bytes");

	/**
	 * Codes of {@code cudaError_t} after which the context is corrupt, or the device
	 * gone, and every later call fails.
	 */
	private static final Set<String> STICKY_CUDA_FAILURES = Set.of("100", "201", "214", "220", "700", "702", "709",
			"710", "714", "715", "716", "717", "718", "719", "999");

	private OrtFailures() {
	}

	static ExecutorFault whileRunning(ExecutorKind executor, OrtException ex) {
		FaultKind kind = faultKind(String.valueOf(ex.getMessage()));
		return new ExecutorFault(kind, "The " + executor.id() + " executor " + switch (kind) {
			case OUT_OF_MEMORY -> "ran out of memory";
			case BROKEN -> "failed (" + ex.getCode() + ")";
			case STICKY -> "lost its device";
		}, ex);
	}

	/**
	 * What a failed run means for the runs to come.
	 * @param text of the exception
	 * @return the kind of fault
	 */
	static FaultKind faultKind(String text) {
		Matcher failure = CUDA_FAILURE.matcher(text);
		while (failure.find()) {
			if (STICKY_CUDA_FAILURES.contains(failure.group(1))) {
				return FaultKind.STICKY;
			}
		}
		return OUT_OF_MEMORY.matcher(text).find() ? FaultKind.OUT_OF_MEMORY : FaultKind.BROKEN;
	}

	/**
	 * Why a graph or a provider could not be opened.
	 * @param ex from creating a session
	 * @return what is missing where the text tells, else ONNX Runtime's code
	 */
	static String reason(OrtException ex) {
		String text = String.valueOf(ex.getMessage());
		Matcher library = MISSING_LIBRARY.matcher(text);
		if (library.find()) {
			return "the shared library " + library.group(1) + " is missing";
		}
		if (text.contains("Failed to find CUDA shared provider")) {
			return "the CUDA provider is not part of this build";
		}
		Matcher failure = CUDA_FAILURE.matcher(text);
		if (failure.find()) {
			return switch (failure.group(1)) {
				case "100" -> "no CUDA device is visible";
				case "35" -> "the NVIDIA driver is missing or too old";
				case "2" -> "the device has not enough free memory";
				default -> "CUDA failed with error " + failure.group(1);
			};
		}
		return "ONNX Runtime refused with " + ex.getCode();
	}

	static BackendFactory.Unavailable doesNotLoad() {
		return new BackendFactory.Unavailable("ONNX Runtime's native library does not load.",
				"Give the process a writable temporary directory, glibc and libstdc++.");
	}

}
