package io.efficientnet.classifier.structure;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;

/** The one exception of this package: for graphs that cannot be served. */
final class ForeignGraph {

	private ForeignGraph() {
	}

	static ServiceException refused(String reason) {
		return new ServiceException(FailureKind.INVALID_REQUEST,
				"The graph cannot be imported: " + ShownText.of(reason));
	}

}
