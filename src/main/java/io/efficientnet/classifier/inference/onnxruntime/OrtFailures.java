package io.efficientnet.classifier.inference.onnxruntime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;

/**
 * What ONNX Runtime's exceptions mean. Their texts name files, addresses and source
 * lines, so they go to the log as causes and never to callers.
 */
final class OrtFailures {

	private static final Pattern MISSING_LIBRARY = Pattern
		.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object file");

	private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+)");

	private OrtFailures() {
	}

	static ServiceException whileRunning(ExecutorKind executor, OrtException ex) {
		return new ServiceException(FailureKind.INTERNAL,
				"The " + executor.id() + " executor failed (" + ex.getCode() + ")", ex);
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
