package io.efficientnet.classifier.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Requests that follow redirects: at most {@value #MOST_REDIRECTS}, and never from https
 * to http.
 */
final class Requests implements AutoCloseable {

	private static final int MOST_REDIRECTS = 5;

	/** The Hugging Face hub tells the SHA-256 of a file before it redirects to it. */
	private static final String HUB_DIGEST = "X-Linked-ETag";

	private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-f]{64})\"?");

	private final DownloadSettings settings;

	private final HttpClient client;

	Requests(DownloadSettings settings) {
		this.settings = settings;
		this.client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(settings.connect())
			.proxy(settings.proxies())
			.build();
	}

	/**
	 * Asks for a file.
	 * @param download what is wanted
	 * @param headers of the request
	 * @return the first answer that is no redirect; its body is to be closed by the
	 * caller
	 * @throws TransientFailure if there is no answer
	 * @throws DownloadException if it leads nowhere
	 */
	Answer get(Download download, Map<String, String> headers) throws IOException, InterruptedException {
		URI uri = download.uri();
		Checksum told = null;
		for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
			HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(uri, headers);
			told = (told != null) ? told : told(response);
			BodyBytes body = BodyBytes.of(response.body(), this.settings.idle());
			if (!isRedirect(response)) {
				return new Answer(response, body, told);
			}
			body.close();
			uri = target(uri, response.headers().firstValue("Location").orElse(""));
		}
		throw new DownloadException("%s redirects %s more than %d times; try a mirror with --base-url"
			.formatted(download.host(), download.name(), MOST_REDIRECTS));
	}

	private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI uri, Map<String, String> headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.timeout(this.settings.idle())
			.header("User-Agent", "efficientnet-classifier")
			.header("Accept-Encoding", "identity");
		headers.forEach(request::header);
		String host = uri.getHost();
		try {
			return this.client.send(request.build(), BodyHandlers.ofPublisher());
		}
		catch (HttpTimeoutException ex) {
			throw new TransientFailure(host + " does not answer", ex);
		}
		catch (SSLException ex) {
			throw new DownloadException(
					"No secure connection to %s (%s); if a proxy of yours replaces certificates, name its with -Djavax.net.ssl.trustStore"
						.formatted(host, ex.getMessage()),
					ex);
		}
		catch (ConnectException ex) {
			if (ex.getCause() instanceof UnresolvedAddressException
					|| (ex.getCause() != null && ex.getCause().getCause() instanceof UnresolvedAddressException)) {
				throw new DownloadException(
						"No address is known for %s or its proxy; check the network, or set HTTPS_PROXY or --base-url"
							.formatted(host),
						ex);
			}
			throw new TransientFailure("No connection to " + host + " or its proxy", ex);
		}
		catch (IOException ex) {
			throw new TransientFailure("The connection to " + host + " was cut", ex);
		}
	}

	private static boolean isRedirect(HttpResponse<?> response) {
		return switch (response.statusCode()) {
			case 301, 302, 303, 307, 308 -> true;
			default -> false;
		};
	}

	/**
	 * Where a redirect leads.
	 * @param from address that was asked
	 * @param location as the server gave it
	 * @return http only if the first was
	 * @throws DownloadException if it is not to be followed
	 */
	static URI target(URI from, String location) throws DownloadException {
		URI target;
		try {
			target = from.resolve(location);
		}
		catch (IllegalArgumentException ex) {
			throw misled(from, ex);
		}
		boolean secure = "https".equals(target.getScheme());
		boolean allowed = secure || ("http".equals(target.getScheme()) && "http".equals(from.getScheme()));
		if (location.isEmpty() || target.getHost() == null || !allowed) {
			throw misled(from, null);
		}
		return target;
	}

	private static DownloadException misled(URI from, @Nullable Throwable cause) {
		return new DownloadException(
				from.getHost() + " redirects to an address that is not followed: it must be https, "
						+ "or http where the first was; try a mirror with --base-url",
				cause);
	}

	private static @Nullable Checksum told(HttpResponse<?> response) {
		return response.headers()
			.firstValue(HUB_DIGEST)
			.map(SHA256::matcher)
			.filter((digest) -> digest.matches())
			.map((digest) -> new Checksum(Checksum.Algorithm.SHA256, digest.group(1)))
			.orElse(null);
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	/**
	 * What a server answered.
	 *
	 * @param response status and headers
	 * @param body to be read once
	 * @param told checksum that it gave on the way; null if it gave none
	 */
	record Answer(HttpResponse<?> response, BodyBytes body, @Nullable Checksum told) implements AutoCloseable {

		int status() {
			return this.response.statusCode();
		}

		@Nullable String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

		/**
		 * What tells this version of the file from others.
		 * @return a strong entity tag, else the date; null if there is neither
		 */
		@Nullable String version() {
			String tag = header("ETag");
			return (tag != null && tag.startsWith("\"")) ? tag : header("Last-Modified");
		}

		@Override
		public void close() {
			this.body.close();
		}

	}

}
