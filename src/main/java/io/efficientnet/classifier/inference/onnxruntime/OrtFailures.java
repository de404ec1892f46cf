package io.efficientnet.classifier.inference.onnxruntime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ExecutorKind;

/**
 * What ONNX Runtime's exceptions mean. Their texts name files, addresses and source
 * lines, so they go to the log as causes and never to callers.
 */
final class OrtFailures {

	private static final Pattern MISSING_LIBRARY = Pattern
		.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object file");

	private OrtFailures() {
	}

	static ServiceException whileRunning(ExecutorKind executor, OrtException ex) {
		return new ServiceException(FailureKind.INTERNAL,
				"The " + executor.id() + " executor failed (" + ex.getCode() + ")", ex);
	}

	/**
	 * Why a graph or a provider could not be opened.
	 * @param ex from creating a session
	 * @return the code, and the shared library that is missing if the text names one
	 */
	static String reason(OrtException ex) {
		String text = String.valueOf(ex.getMessage());
		Matcher library = MISSING_LIBRARY.matcher(text);
		if (library.find()) {
			return "the shared library " + library.group(1) + " is missing";
		}
		if (text.contains("Failed to find CUDA shared provider")) {
			return "the CUDA provider is not installed";
		}
		return "ONNX Runtime refused with " + ex.getCode();
	}

}
