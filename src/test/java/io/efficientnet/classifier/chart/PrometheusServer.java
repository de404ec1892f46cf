package io.efficientnet.classifier.chart;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Prometheus that scrapes one port of this machine every second, with the rules of the
 * chart. Tests that need it are skipped where it is not installed.
 */
final class PrometheusServer implements AutoCloseable {

	private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final String address;

	private PrometheusServer(Process process, String port) {
		this.process = process;
		this.address = "http://127.0.0.1:" + port;
	}

	/**
	 * Starts it.
	 * @param port what to scrape
	 * @param folder for its files
	 */
	static PrometheusServer scraping(int port, Path folder) throws IOException {
		Path configuration = folder.resolve("prometheus.yml");
		Path rules = Chart.FOLDER.resolve("files/rules").toAbsolutePath();
		Files.writeString(configuration, """
				global: {scrape_interval: 1s, evaluation_interval: 1s}
				rule_files: ["%s/*.yaml"]
				scrape_configs:
				  - job_name: efficientnet-classifier
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: ["127.0.0.1:%d"]
				        labels: {namespace: space, pod: rel-efficientnet-classifier-0}
				""".formatted(rules, port));
		Process process = new ProcessBuilder(Promtool.find("prometheus").toString(), "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:0")
			.redirectErrorStream(true)
			.start();
		return new PrometheusServer(process, awaitPort(process.inputReader()));
	}

	/**
	 * Asks for a query's values now.
	 * @param query PromQL
	 * @return values, without those that are no number
	 * @throws AssertionError if the query is refused
	 */
	List<Double> values(String query) throws IOException, InterruptedException {
		return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).at("/data/result")
			.valueStream()
			.map((sample) -> Double.valueOf(sample.at("/value/1").asString().replace("Inf", "Infinity")))
			.filter((value) -> !value.isNaN())
			.toList();
	}

	/**
	 * What went wrong with the last scrape.
	 * @return empty if nothing did
	 */
	String lastError() throws IOException, InterruptedException {
		return get("/api/v1/targets").at("/data/activeTargets/0/lastError").asString("not scraped yet");
	}

	private JsonNode get(String path) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(
				HttpRequest.newBuilder(URI.create(this.address + path)).build(), HttpResponse.BodyHandlers.ofString());
		JsonNode answer = JsonMapper.shared().readTree(response.body());
		if (!answer.at("/status").asString("").equals("success")) {
			throw new AssertionError(path + ": " + response.body());
		}
		return answer;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	private static String awaitPort(BufferedReader log) throws IOException {
		StringBuilder lines = new StringBuilder();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			lines.append(line).append('\n');
			Matcher listening = LISTENING.matcher(line);
			if (listening.find()) {
				return listening.group(1);
			}
		}
		throw new AssertionError("Prometheus did not start: " + lines);
	}

}
