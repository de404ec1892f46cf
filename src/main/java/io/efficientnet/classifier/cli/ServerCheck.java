package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Asks a server the same things as its callers do. */
final class ServerCheck implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HttpClient client;

	private final String url;

	private final @Nullable String apiKey;

	/**
	 * A check of one server.
	 * @param url its address, perhaps with a path above {@code /v1}
	 * @param apiKey that the server asks for; null if it asks for none
	 * @param trust in certificates
	 */
	ServerCheck(URI url, @Nullable String apiKey, SSLContext trust) {
		this.client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.sslContext(trust)
			.build();
		this.apiKey = apiKey;
		this.url = url.toString().replaceFirst("/+$", "");
	}

	/**
	 * Asks whether it is ready.
	 * @return what was found
	 * @throws ServiceException {@code UNAVAILABLE} if it is not
	 */
	String ready() throws IOException {
		HttpResponse<String> answer = send(request("/readyz").build());
		require(answer.statusCode() == 200, "is not ready", answer);
		return "It is ready";
	}

	/**
	 * Asks what is in a photo of a cat.
	 * @param expected ids of classes, one of which must come first; none if any will do
	 * @return what was found
	 * @throws ServiceException {@code UNAVAILABLE} if the answer is not as it should be
	 */
	String classifies(List<String> expected) throws IOException {
		HttpResponse<String> answer = send(
				request("/v1/classify").POST(BodyPublishers.ofByteArray(BenchPicture.samples().getFirst().file()))
					.build());
		JsonNode body = json(answer);
		JsonNode first = body.at("/predictions/0");
		require(answer.statusCode() == 200 && first.isObject(), "does not classify", answer);
		String label = first.path("label").asString("");
		require(expected.isEmpty() || expected.contains(first.path("id").asString("")),
				"takes a cat for '" + label + "'", answer);
		return String.format(Locale.ROOT, "It says '%s' with probability %.2f, by %s on %s", label,
				first.path("probability").asDouble(0), body.path("model").asString(""),
				body.at("/receipt/executor").asString(""));
	}

	/**
	 * Asks what is in a text.
	 * @return what was found
	 * @throws ServiceException {@code UNAVAILABLE} if it is not refused
	 */
	String refuses() throws IOException {
		HttpResponse<String> answer = send(
				request("/v1/classify").POST(BodyPublishers.ofString("no picture", StandardCharsets.US_ASCII)).build());
		require(answer.statusCode() == 415 || answer.statusCode() == 422, "does not refuse what is no picture", answer);
		return "It refuses what is no picture: " + json(answer).path("kind").asString("");
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + path)).timeout(PATIENCE);
		return (this.apiKey != null) ? request.header(ApiKeyOption.HEADER, this.apiKey) : request;
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
		catch (SSLHandshakeException ex) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"No answer from " + this.url + " that can be trusted; " + AuthorityOption.REMEDY, ex);
		}
		catch (IOException ex) {
			throw new ServiceException(FailureKind.UNAVAILABLE, "No answer from " + this.url, ex);
		}
	}

	private void require(boolean condition, String fault, HttpResponse<String> answer) {
		if (answer.statusCode() == 401) {
			throw new ServiceException(FailureKind.UNAUTHORIZED, this.url + " "
					+ ((this.apiKey != null) ? "does not take this key; " : "asks for a key; ") + ApiKeyOption.REMEDY);
		}
		if (!condition) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					this.url + " " + fault + " (status " + answer.statusCode() + ")");
		}
	}

	private static JsonNode json(HttpResponse<String> answer) {
		try {
			return JsonMapper.shared().readTree(answer.body());
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

}
