package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

import io.efficientnet.classifier.traffic.Load;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a running server is asked, and how. */
final class LoadOptions {

	private static final List<Integer> DEFAULT_CONNECTIONS = List.of(1, 8, 32);

	private static final int MOST_CONNECTIONS = 1000;

	private static final double HIGHEST_RATE = 100_000;

	private static final int MOST_IN_FLIGHT = 10_000;

	private static final int MOST_SECONDS = 3600;

	private static final int MOST_CLASSES = 1000;

	private static final double MILLISECONDS = 1000;

	@Option(names = "--url", paramLabel = "URL",
			description = "Measure the server there, for instance http://localhost:8080, instead of executors.")
	private @Nullable URI url;

	@Option(names = "--connections", split = ",", paramLabel = "N",
			description = "Closed loops: N connections, each sends its next request when it has its answer "
					+ "(default: 1,8,32 without --rate).")
	private List<Integer> connections = new ArrayList<>();

	@Option(names = "--rate", split = ",", paramLabel = "R",
			description = "Open loops: R requests a second, at random times (Poisson), answered or not.")
	private List<Double> rates = new ArrayList<>();

	@Option(names = "--in-flight", paramLabel = "N", defaultValue = "1000",
			description = "Most requests of an open loop that wait at a time; what is due beyond is counted as not "
					+ "sent (default: ${DEFAULT-VALUE}).")
	private int inFlight;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "Of the random times (default: ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--images", paramLabel = "PATH", arity = "1..*",
			description = "Images to send in turn, files or folders (default: three photos of 500x375 pixels).")
	private List<Path> images = new ArrayList<>();

	@Option(names = "--warm-up", paramLabel = "S", defaultValue = "3",
			description = "Time that each load lasts before it is measured (default: ${DEFAULT-VALUE}).")
	private double warmUp;

	@Option(names = "--timeout", paramLabel = "TIME",
			description = "Deadline that each request names, for instance 250ms or 2s (default: none).")
	private @Nullable String timeout;

	@Option(names = "--top", paramLabel = "N", description = "Classes that each request asks for (default: none).")
	private @Nullable Integer top;

	@Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots too; it replaces the file.")
	private @Nullable Path html;

	@Mixin
	private final AuthorityOption authorities = new AuthorityOption();

	@Mixin
	private final ApiKeyOption apiKey = new ApiKeyOption();

	/**
	 * The server to measure.
	 * @return its address, null to measure executors
	 */
	@Nullable URI url() {
		return this.url;
	}

	@Nullable Path html() {
		return this.html;
	}

	/**
	 * Headers of each request.
	 * @param spec of the command
	 * @return names and values
	 */
	Map<String, String> headers(CommandSpec spec) {
		String key = this.apiKey.value(spec);
		return (key != null) ? Map.of(ApiKeyOption.HEADER, key) : Map.of();
	}

	/**
	 * What connections to https:// are made with.
	 * @return trusts whom it is told to
	 * @throws IOException if the certificates cannot be read
	 */
	SSLContext trust() throws IOException {
		return this.authorities.context();
	}

	/**
	 * What is wrong with the values.
	 * @return a sentence, null if nothing is
	 */
	@Nullable String mistake() {
		if (this.url != null && !isServer(this.url)) {
			return "--url must be http://HOST:PORT or https://HOST:PORT, without a query";
		}
		if (this.connections.stream().anyMatch((n) -> n < 1 || n > MOST_CONNECTIONS)) {
			return "--connections must be 1.." + MOST_CONNECTIONS;
		}
		if (this.rates.stream().anyMatch((rate) -> !(rate > 0 && rate <= HIGHEST_RATE))) {
			return "--rate must be above 0, at most " + (int) HIGHEST_RATE;
		}
		if (this.inFlight < 1 || this.inFlight > MOST_IN_FLIGHT) {
			return "--in-flight must be 1.." + MOST_IN_FLIGHT;
		}
		if (!(this.warmUp >= 0 && this.warmUp <= MOST_SECONDS)) {
			return "--warm-up must be 0.." + MOST_SECONDS;
		}
		if (this.timeout != null && !this.timeout.matches("[1-9][0-9]{0,8}(ms|s)")) {
			return "--timeout must be a time such as 250ms or 2s";
		}
		if (this.html != null && !Files.isDirectory(this.html.resolveSibling("."))) {
			return "--html must name a file in a folder that exists";
		}
		return (this.top != null && (this.top < 1 || this.top > MOST_CLASSES)) ? "--top must be 1.." + MOST_CLASSES
				: null;
	}

	/**
	 * The loads to put on the server, one after the other.
	 * @return at least one
	 */
	List<Load> loads() {
		List<Load> loads = new ArrayList<>();
		List<Integer> closed = (this.connections.isEmpty() && this.rates.isEmpty()) ? DEFAULT_CONNECTIONS
				: this.connections;
		closed.stream().distinct().forEach((count) -> loads.add(new Load.Closed(count)));
		this.rates.stream().distinct().forEach((rate) -> loads.add(new Load.Open(rate, this.inFlight, this.seed)));
		return loads;
	}

	Duration warmUp() {
		return Duration.ofMillis(Math.round(this.warmUp * MILLISECONDS));
	}

	/**
	 * Query parameters of each request.
	 * @param model id, null for the one that the server chooses
	 * @return names and values
	 */
	Map<String, String> query(@Nullable String model) {
		Map<String, String> query = new TreeMap<>();
		if (model != null) {
			query.put("model", model);
		}
		if (this.timeout != null) {
			query.put("timeout", this.timeout);
		}
		if (this.top != null) {
			query.put("top", this.top.toString());
		}
		return query;
	}

	/**
	 * The images to send.
	 * @return at least one, in memory
	 * @throws IOException if a file cannot be read
	 */
	List<BenchPicture> pictures() throws IOException {
		return this.images.isEmpty() ? BenchPicture.samples() : BenchPicture.readAll(this.images);
	}

	private static boolean isServer(URI url) {
		return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null
				&& url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
	}

}
