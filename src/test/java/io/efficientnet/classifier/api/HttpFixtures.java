package io.efficientnet.classifier.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client and the bodies that tests send. */
final class HttpFixtures {

	static final JsonMapper JSON = JsonMapper.shared();

	private static final String BOUNDARY = "----boundary";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private HttpFixtures() {
	}

	static byte[] sample(String name) {
		try {
			return Files.readAllBytes(Path.of("src/test/resources/samples", name));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
		HttpRequest.Builder request = request(port, path).GET();
		return send(((headers.length > 0) ? request.headers(headers) : request).build());
	}

	static HttpResponse<String> post(int port, String path, byte[] body, String... headers) throws Exception {
		HttpRequest.Builder request = request(port, path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
		return send(((headers.length > 0) ? request.headers(headers) : request).build());
	}

	static HttpResponse<String> postParts(int port, String path, List<Part> parts, String... headers) throws Exception {
		HttpRequest.Builder request = request(port, path)
			.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
			.POST(HttpRequest.BodyPublishers.ofByteArray(multipart(parts)));
		return send(((headers.length > 0) ? request.headers(headers) : request).build());
	}

	static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	private static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
	}

	private static HttpResponse<String> send(HttpRequest request) throws Exception {
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static byte[] multipart(List<Part> parts) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (Part part : parts) {
			body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name()
					+ "\"; filename=\"" + part.file() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
				.getBytes(StandardCharsets.UTF_8));
			body.write(part.content());
			body.write("\r\n".getBytes(StandardCharsets.UTF_8));
		}
		body.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
		return body.toByteArray();
	}

	/**
	 * A part of a multipart body.
	 *
	 * @param name of the form field
	 * @param file name of the file
	 * @param content of the file
	 */
	@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
	record Part(String name, String file, byte[] content) {

		static Part image(String file) {
			return new Part("image", file, sample(file));
		}

	}

}
