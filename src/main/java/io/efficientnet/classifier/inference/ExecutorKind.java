package io.efficientnet.classifier.inference;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What computes the logits. */
public enum ExecutorKind {

	/** ONNX Runtime's CUDA provider. */
	CUDA,

	/** ONNX Runtime's CPU provider. */
	CPU,

	/** This project's own executor in pure Java. */
	JAVA;

	/**
	 * The name that configuration, answers and metrics use.
	 * @return lower case
	 */
	@JsonValue
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
