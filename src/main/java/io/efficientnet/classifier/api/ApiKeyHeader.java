package io.efficientnet.classifier.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The key that a request shows, as {@code Authorization: Bearer KEY} or
 * {@code X-API-Key: KEY}. {@code Authorization} of another scheme is somebody else's.
 */
final class ApiKeyHeader {

	static final String NAME = "X-API-Key";

	static final String SCHEME = "Bearer";

	private ApiKeyHeader() {
	}

	/**
	 * Finds the key.
	 * @param request of which headers are read only
	 * @return the key, perhaps empty; null where there is none, or more than one, of
	 * which another server might take another
	 */
	static @Nullable String of(HttpServletRequest request) {
		List<String> keys = new ArrayList<>(Collections.list(request.getHeaders(NAME)));
		for (String credentials : Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
			String[] words = credentials.split(" +", 2);
			if (SCHEME.equalsIgnoreCase(words[0])) {
				keys.add((words.length > 1) ? words[1] : "");
			}
		}
		return (keys.size() == 1) ? keys.getFirst() : null;
	}

}
