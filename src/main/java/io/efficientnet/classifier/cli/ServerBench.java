package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.traffic.HttpAnswer;
import io.efficientnet.classifier.traffic.Load;
import io.efficientnet.classifier.traffic.LoadResult;
import io.efficientnet.classifier.traffic.ServerUnderLoad;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Puts loads on a server, one after the other. */
final class ServerBench {

	private final URI url;

	private final LoadOptions options;

	private final Map<String, String> headers;

	private final Duration measured;

	private final Consumer<String> notes;

	/**
	 * A bench for one server.
	 * @param url its address
	 * @param options what it is asked
	 * @param headers of each request
	 * @param measured time of each load
	 * @param notes told of answers that were not expected
	 */
	ServerBench(URI url, LoadOptions options, Map<String, String> headers, Duration measured, Consumer<String> notes) {
		this.url = url;
		this.options = options;
		this.headers = headers;
		this.measured = measured;
		this.notes = notes;
	}

	/**
	 * Measures all loads on each model.
	 * @param models ids; none for the one that the server chooses
	 * @param progress shows what is under way
	 * @param each told of each load when it has ended
	 * @throws IOException if an image cannot be read
	 * @throws ServiceException {@code UNAVAILABLE} if the server does not answer as it
	 * should before it is measured
	 */
	void run(List<String> models, Progress progress, Consumer<LoadRun> each) throws IOException {
		List<byte[]> images = this.options.pictures().stream().map(BenchPicture::file).toList();
		SSLContext trust = this.options.trust();
		if (models.isEmpty()) {
			run(null, images, trust, progress, each);
		}
		for (String model : models.stream().distinct().toList()) {
			run(model, images, trust, progress, each);
		}
	}

	private void run(@Nullable String model, List<byte[]> images, SSLContext trust, Progress progress,
			Consumer<LoadRun> each) throws IOException {
		ServerUnderLoad server = new ServerUnderLoad(this.url, this.options.query(model), this.headers, images, trust);
		check(server);
		for (Load load : this.options.loads()) {
			progress.show("Measuring " + LoadRun.name(load) + " ..");
			LoadResult result = server.measure(load, this.options.warmUp(), this.measured);
			progress.clear();
			each.accept(new LoadRun(model, load, result));
			note(result);
		}
	}

	private void check(ServerUnderLoad server) {
		HttpAnswer answer;
		try {
			answer = server.ask();
		}
		catch (SSLHandshakeException ex) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"No answer from " + this.url + " that can be trusted; " + AuthorityOption.REMEDY, ex);
		}
		catch (IOException ex) {
			throw new ServiceException(FailureKind.UNAVAILABLE, "No answer from " + this.url + " (" + ex.getMessage()
					+ "); start a server with 'classifier serve', or name another --url", ex);
		}
		if (answer.status() == 401) {
			throw new ServiceException(FailureKind.UNAUTHORIZED,
					"The server answers " + described(answer) + "; " + ApiKeyOption.REMEDY);
		}
		if (answer.status() != 200) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"The server answers " + described(answer) + "; nothing was measured");
		}
	}

	private void note(LoadResult result) {
		Optional.ofNullable(result.firstOther())
			.ifPresent((answer) -> this.notes.accept("The first other answer was " + described(answer)));
		Optional.ofNullable(result.firstError())
			.ifPresent((reason) -> this.notes.accept("The first error was: " + reason));
	}

	private static String described(HttpAnswer answer) {
		String detail = detail(answer.text());
		return detail.isEmpty() ? "status " + answer.status() : "status " + answer.status() + " (" + detail + ")";
	}

	/** From a problem detail, nothing where the body is something else. */
	private static String detail(String body) {
		try {
			JsonNode detail = JsonMapper.shared().readTree(body).path("detail");
			return detail.asString("").lines().findFirst().orElse("");
		}
		catch (JacksonException ex) {
			return "";
		}
	}

}
