package io.efficientnet.classifier.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was checked of a model.
 *
 * @param name of what was checked
 * @param status what came of it
 * @param detail what was found
 * @param remedy what to do; null where nothing has to be done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(String name, Status status, String detail, @Nullable String remedy) {

	/** What came of a check. */
	public enum Status {

		@JsonProperty("ok")
		OK,

		@JsonProperty("failed")
		FAILED,

		@JsonProperty("skipped")
		SKIPPED

	}

	public static Check ok(String name, String detail) {
		return new Check(name, Status.OK, detail, null);
	}

	public static Check failed(String name, String detail, String remedy) {
		return new Check(name, Status.FAILED, detail, remedy);
	}

	public static Check skipped(String name, String detail) {
		return new Check(name, Status.SKIPPED, detail, null);
	}

}
