package io.efficientnet.classifier.inference;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a model is in its life. */
public enum ModelState {

	/** On disk, loaded by the first request for it. */
	UNLOADED,

	/** Being checked, opened and warmed up. */
	LOADING,

	/** Warm. */
	READY,

	/** Never served: its files do not fit, or no executor opens it. */
	FAILED;

	@JsonValue
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
