package io.efficientnet.classifier.api;

import java.time.Duration;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.Include;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestParserTests {

	/**
	 * Deadlines run from the parse on; a machine that stands still this long fails
	 * elsewhere too.
	 */
	private static final long PASSED_MEANWHILE_NANOS = Duration.ofMinutes(5).toNanos();

	private final RequestParser parser = new RequestParser(
			new UploadProperties(DataSize.ofMegabytes(16), DataSize.ofMegabytes(64), 64, Duration.ofHours(10)));

	@ParameterizedTest
	@NullAndEmptySource
	void asksForFivePredictionsOfTheDefaultModel(@Nullable String query) {
		ClassificationRequest request = parse(query);

		assertThat(request.model()).isNull();
		assertThat(request.top()).isEqualTo(5);
		assertThat(request.include()).isEmpty();
		expires(request.deadline(), Duration.ofHours(10));
	}

	@Test
	void readsAllParameters() {
		ClassificationRequest request = parse("model=b0&top=7&include=heatmap,crop&timeout=90m");

		assertThat(request.model()).isEqualTo("b0");
		assertThat(request.top()).isEqualTo(7);
		assertThat(request.include()).containsExactlyInAnyOrder(Include.HEATMAP, Include.CROP);
		expires(request.deadline(), Duration.ofMinutes(90));
	}

	@Test
	void leavesParametersAloneThatItDoesNotKnow() {
		assertThat(parse("trace=1&top=2&other").top()).isEqualTo(2);
	}

	@Test
	void doesNotReadTheBodyOfAForm() {
		MockHttpServletRequest http = new MockHttpServletRequest();
		http.setContentType("application/x-www-form-urlencoded");
		http.setParameter("top", "9");

		assertThat(this.parser.parse(http).top()).isEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource({ "model=tf%5Fb0, tf_b0", "%6Dodel=b0, b0", "model=b%2B0, b+0", "model=b+0, b 0", "model=a%3Db, a=b",
			"model=a=b, a=b", "model=%E7%8A%AC, \u72ac", "model=, ''", "model, ''" })
	void decodesPercentSigns(String query, String model) {
		assertThat(parse(query).model()).isEqualTo(model);
	}

	@ParameterizedTest
	@ValueSource(strings = { "model=%", "model=%z1", "model=b%2", "%%=1" })
	void refusesPercentSignsThatEncodeNothing(String query) {
		refuses(query, "percent-encoded");
	}

	@ParameterizedTest
	@ValueSource(strings = { "top=1&top=2", "model=b0&top=1&model=b0", "%74op=1&top=1", "include=crop&include=crop" })
	void refusesAParameterThatIsGivenTwice(String query) {
		refuses(query, "twice");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 42, 1000 })
	void readsTheNumberOfPredictions(int top) {
		assertThat(parse("top=" + top).top()).isEqualTo(top);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1001", "5.0", "five", "", "99999999999", "0x5", "1e2" })
	void refusesOtherNumbersOfPredictions(String top) {
		refuses("top=" + top, "top must be a whole number from 1 to 1000");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "heatmap; HEATMAP", "embedding; EMBEDDING", "logits; LOGITS", "crop; CROP",
			"crop,crop; CROP", "%20crop%20; CROP", "+crop; CROP" })
	void readsWhatToInclude(String value, Include include) {
		assertThat(parse("include=" + value).include()).containsExactly(include);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "crop,", ",", "Crop", "pixels", "crop;logits", "crop,,logits" })
	void refusesToIncludeAnythingElse(String value) {
		refuses("include=" + value, "include must be a comma-separated list of embedding, logits, crop, heatmap");
	}

	@ParameterizedTest
	@CsvSource({ "3600000ms, 60", "3600s, 60", "60m, 60", "999999999m, 600", "11m, 11" })
	void readsADeadlineUpToTheLongest(String timeout, long minutes) {
		expires(parse("timeout=" + timeout).deadline(), Duration.ofMinutes(minutes));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0ms", "0s", "000m", "-1s", "1", "1h", "1.5s", "", "s", "soon", "PT1S", "1S", "1 s",
			"1234567890ms" })
	void refusesADeadlineThatIsNone(String timeout) {
		refuses("timeout=" + timeout, "timeout must be a positive duration such as 250ms or 2s");
	}

	@ParameterizedTest
	@CsvSource({ "timeout=60m, 1200000, 20", "timeout=20m, 3600000, 20", "'', 1200000, 20", "'', 999999999, 600",
			"timeout=20m, 999999999, 20" })
	void takesTheShortestOfParameterHeaderAndLimit(String query, String header, long minutes) {
		expires(parse(query, header).deadline(), Duration.ofMinutes(minutes));
	}

	@Test
	void hasNoTimeLeftWhereTheHeaderLeavesNone() {
		assertThat(parse("", "0").deadline().remainingNanos()).isNotPositive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "1.5", "250ms", "soon", "1234567890" })
	void refusesAHeaderThatIsNoNumberOfMilliseconds(String header) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> parse("", header))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
			.withMessageStartingWith("x-envoy-expected-rq-timeout-ms must be");
	}

	private ClassificationRequest parse(@Nullable String query) {
		MockHttpServletRequest http = new MockHttpServletRequest("POST", "/v1/classify");
		http.setQueryString(query);
		return this.parser.parse(http);
	}

	private ClassificationRequest parse(String query, String header) {
		MockHttpServletRequest http = new MockHttpServletRequest("POST", "/v1/classify");
		http.setQueryString(query);
		http.addHeader("X-Envoy-Expected-Rq-Timeout-Ms", header);
		return this.parser.parse(http);
	}

	private void refuses(String query, String message) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> parse(query))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
			.withMessageContaining(message);
	}

	private static void expires(Deadline deadline, Duration timeout) {
		assertThat(deadline.remainingNanos()).isBetween(timeout.toNanos() - PASSED_MEANWHILE_NANOS, timeout.toNanos());
	}

}
