package io.efficientnet.classifier.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.Include;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Query string and headers to what is asked. Asking the servlet container for parameters
 * would make it read the body of a form as parameters, so the query string is read here.
 */
@Component
class RequestParser {

	private static final String ENVOY_TIMEOUT = "x-envoy-expected-rq-timeout-ms";

	private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

	private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,9}");

	private static final int DEFAULT_TOP = 5;

	private final Duration longest;

	RequestParser(UploadProperties properties) {
		this.longest = properties.timeout();
	}

	/**
	 * Reads what is asked.
	 * @param request its query string and headers
	 * @return what is asked, the deadline running from now
	 * @throws ServiceException {@code INVALID_REQUEST} naming the parameter and what is
	 * allowed
	 */
	ClassificationRequest parse(HttpServletRequest request) {
		Map<String, String> query = query(request.getQueryString());
		return new ClassificationRequest(query.get("model"), top(query.get("top")), include(query.get("include")),
				Deadline.after(timeout(query.get("timeout"), request.getHeader(ENVOY_TIMEOUT))));
	}

	private static Map<String, String> query(@Nullable String query) {
		Map<String, String> values = new HashMap<>();
		if (query == null || query.isEmpty()) {
			return values;
		}
		for (String pair : query.split("&", -1)) {
			int equals = pair.indexOf('=');
			String name = decode((equals < 0) ? pair : pair.substring(0, equals));
			String value = (equals < 0) ? "" : decode(pair.substring(equals + 1));
			if (values.put(name, value) != null) {
				throw invalid("A query parameter is given twice");
			}
		}
		return values;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("The query string is not properly percent-encoded");
		}
	}

	private static int top(@Nullable String value) {
		if (value == null) {
			return DEFAULT_TOP;
		}
		try {
			int top = Integer.parseInt(value);
			if (top >= 1 && top <= ClassificationRequest.MAX_TOP) {
				return top;
			}
		}
		catch (NumberFormatException ex) {
			// refused below, as a number out of range is
		}
		throw invalid("top must be a whole number from 1 to " + ClassificationRequest.MAX_TOP);
	}

	private static Set<Include> include(@Nullable String value) {
		Set<Include> include = EnumSet.noneOf(Include.class);
		if (value != null) {
			for (String name : value.split(",", -1)) {
				include.add(Arrays.stream(Include.values())
					.filter((known) -> known.id().equals(name.strip()))
					.findFirst()
					.orElseThrow(() -> invalid("include must be a comma-separated list of "
							+ Arrays.stream(Include.values()).map(Include::id).collect(Collectors.joining(", ")))));
			}
		}
		return include;
	}

	private Duration timeout(@Nullable String parameter, @Nullable String header) {
		Duration timeout = this.longest;
		if (parameter != null) {
			timeout = shorter(timeout, duration(parameter));
		}
		if (header != null) {
			if (!MILLISECONDS.matcher(header).matches()) {
				throw invalid(ENVOY_TIMEOUT + " must be a whole number of milliseconds");
			}
			timeout = shorter(timeout, Duration.ofMillis(Long.parseLong(header)));
		}
		return timeout;
	}

	private static Duration duration(String text) {
		Matcher matcher = DURATION.matcher(text);
		if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
			throw invalid("timeout must be a positive duration such as 250ms or 2s");
		}
		long amount = Long.parseLong(matcher.group(1));
		return switch (matcher.group(2)) {
			case "ms" -> Duration.ofMillis(amount);
			case "s" -> Duration.ofSeconds(amount);
			default -> Duration.ofMinutes(amount);
		};
	}

	private static Duration shorter(Duration a, Duration b) {
		return (a.compareTo(b) <= 0) ? a : b;
	}

	private static ServiceException invalid(String message) {
		return new ServiceException(FailureKind.INVALID_REQUEST, message);
	}

}
