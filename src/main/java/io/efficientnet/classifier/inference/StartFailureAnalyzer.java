package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.failure.ServiceException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A start that fails for a known reason says the reason instead of a stack trace. */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<ServiceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ServiceException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Change classifier.models.* or classifier.inference.executor, or do what the description says; "
						+ "'bin/classifier models list' shows the models.",
				cause);
	}

}
