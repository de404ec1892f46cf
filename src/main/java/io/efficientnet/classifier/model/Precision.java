package io.efficientnet.classifier.model;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the weights of a graph are stored as, and what is computed with them. */
public enum Precision {

	/** Stored and computed as float32. */
	@JsonProperty("fp32")
	FP32,

	/** Stored as float16, computed as float32. */
	@JsonProperty("fp16")
	FP16,

	/** Stored as eight bits, computed as eight bits where the executor can. */
	@JsonProperty("int8")
	INT8;

	/**
	 * The name in answers and on the command line.
	 * @return for instance {@code fp32}
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
