package io.efficientnet.classifier.download;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestsTests {

	@ParameterizedTest
	@CsvSource({ "https://a/b, https://c/d, https://c/d", "http://a/b, https://c/d, https://c/d",
			"http://a/b, http://c/d, http://c/d", "https://a/b, /d?e=f, https://a/d?e=f",
			"https://a/b, //c/d, https://c/d" })
	void followsRedirects(URI from, String location, URI target) throws DownloadException {
		assertThat(Requests.target(from, location)).isEqualTo(target);
	}

	@ParameterizedTest
	@CsvSource({ "https://a/b, http://a/b", "https://a/b, http://c/d", "https://a/b, file:///etc/passwd",
			"https://a/b, javascript:1", "https://a/b, ''", "https://a/b, https:///d", "https://a/b, 'https://a b'" })
	void neverLeavesHttpsForSomethingElse(URI from, String location) {
		assertThatExceptionOfType(DownloadException.class).isThrownBy(() -> Requests.target(from, location))
			.withMessageContaining("redirects to an address that is not followed");
	}

}
