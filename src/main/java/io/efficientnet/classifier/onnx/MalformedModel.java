package io.efficientnet.classifier.onnx;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this package for files that are damaged or beyond what is read.
 */
final class MalformedModel {

	private MalformedModel() {
	}

	static ServiceException because(String reason) {
		return because(reason, null);
	}

	static ServiceException because(String reason, @Nullable Throwable cause) {
		return new ServiceException(FailureKind.INVALID_REQUEST, "ONNX model not readable: " + ShownText.of(reason),
				cause);
	}

}
