package io.efficientnet.classifier.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * The outcome for one image of a batch.
 *
 * @param index position of the part, since lines come as images complete
 * @param name file name of the part
 * @param classification the answer; null where there is an error
 * @param error the problem; null where there is an answer
 * @param failure kind of the problem; null where there is an answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchResult(int index, @Nullable String name, @JsonUnwrapped @Nullable Classification classification,
		@Nullable ProblemDetail error, @JsonIgnore @Nullable FailureKind failure) {
}
