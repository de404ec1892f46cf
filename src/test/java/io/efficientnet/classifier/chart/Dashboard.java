package io.efficientnet.classifier.chart;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Grafana dashboard of the chart. */
final class Dashboard {

	static final Path FILE = Chart.FOLDER.resolve("files/dashboards/overview.json");

	private Dashboard() {
	}

	static JsonNode json() {
		return JsonMapper.shared().readTree(Chart.read(FILE));
	}

	static Stream<JsonNode> panels() {
		return json().at("/panels").valueStream().filter((panel) -> !panel.at("/type").asString().equals("row"));
	}

	/**
	 * The queries of all panels as Grafana would send them.
	 * @param range in place of the range that Grafana chooses, such as {@code 10s}
	 * @return PromQL
	 */
	static List<String> queries(String range) {
		return panels().flatMap((panel) -> panel.at("/targets").valueStream())
			.map((target) -> target.at("/expr").asString())
			.map((query) -> query.replace("$__rate_interval", range).replace("$namespace", ".*"))
			.toList();
	}

}
