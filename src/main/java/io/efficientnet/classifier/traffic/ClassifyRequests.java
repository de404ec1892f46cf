package io.efficientnet.classifier.traffic;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Requests to classify images, one image after the other and from the start again. */
final class ClassifyRequests {

	private static final String PATH = "/v1/classify";

	private final List<byte[]> requests;

	private final AtomicLong sent = new AtomicLong();

	/**
	 * Requests to a server.
	 * @param server its address
	 * @param query parameters of each request
	 * @param headers further headers of each request
	 * @param images encoded images, at least one
	 */
	ClassifyRequests(URI server, Map<String, String> query, Map<String, String> headers, List<byte[]> images) {
		String target = path(server) + PATH + query(query);
		String further = headers.entrySet()
			.stream()
			.map((header) -> header.getKey() + ": " + header.getValue() + "\r\n")
			.collect(Collectors.joining());
		this.requests = images.stream().map((image) -> request(server, target, further, image)).toList();
	}

	/**
	 * The next request.
	 * @return head and body, not to be changed
	 */
	byte[] next() {
		return this.requests.get((int) (this.sent.getAndIncrement() % this.requests.size()));
	}

	private static String path(URI server) {
		String path = server.getRawPath();
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	private static String query(Map<String, String> query) {
		if (query.isEmpty()) {
			return "";
		}
		return query.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.sorted()
			.collect(Collectors.joining("&", "?", ""));
	}

	private static byte[] request(URI server, String target, String headers, byte[] image) {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes("""
				POST %s HTTP/1.1\r
				Host: %s\r
				User-Agent: classifier-bench\r
				Accept: application/json\r
				Content-Type: application/octet-stream\r
				Content-Length: %d\r
				%s\r
				""".formatted(target, server.getRawAuthority(), image.length, headers)
			.getBytes(StandardCharsets.US_ASCII));
		request.writeBytes(image);
		return request.toByteArray();
	}

}
