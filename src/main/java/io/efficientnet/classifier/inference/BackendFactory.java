package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.model.VerifiedModel;

/**
 * Opens models on one kind of executor, or says why it cannot.
 */
public interface BackendFactory {

	/**
	 * What its backends compute with.
	 * @return the kind of executor
	 */
	ExecutorKind executor();

	/**
	 * Opens a model.
	 * @param model the model
	 * @return a backend, or the reason why there is none
	 */
	Offer open(VerifiedModel model);

	/** A backend, or the reason why there is none. */
	sealed interface Offer {

	}

	/**
	 * A backend that works.
	 *
	 * @param backend owned by the caller
	 */
	record Available(InferenceBackend backend) implements Offer {
	}

	/**
	 * No backend.
	 *
	 * @param reason why, for operators; no path and no native text beyond what names the
	 * missing piece
	 * @param remedy what to do about it
	 */
	record Unavailable(String reason, String remedy) implements Offer {
	}

}
