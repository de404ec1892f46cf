package io.efficientnet.classifier.chart;

import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class DashboardTests {

	@Test
	void everyPanelHasATitleOfItsOwnAndQueries() {
		assertThat(Dashboard.panels().map((panel) -> panel.at("/title").asString())).hasSizeGreaterThan(20)
			.doesNotContain("")
			.doesNotHaveDuplicates();
		assertThat(Dashboard.panels()).allSatisfy((panel) -> assertThat(panel.at("/targets").size()).isPositive());
	}

	@Test
	void panelsDoNotOverlap() {
		List<JsonNode> places = Dashboard.json()
			.at("/panels")
			.valueStream()
			.map((panel) -> panel.at("/gridPos"))
			.toList();

		assertThat(places).doesNotHaveDuplicates().allSatisfy((one) -> {
			assertThat(one.at("/x").asInt() + one.at("/w").asInt()).isLessThanOrEqualTo(24);
			assertThat(places).filteredOn((other) -> !other.equals(one)).noneMatch((other) -> overlap(one, other));
		});
	}

	@Test
	void panelsAskTheDataSourceThatIsChosen() {
		assertThat(Dashboard.panels().flatMap((panel) -> panel.at("/targets").valueStream()))
			.allSatisfy((target) -> assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}"));
	}

	@Test
	void chartShipsTheFileThatIsTested() {
		Manifest dashboard = Chart.render("metrics: {dashboards: {enabled: true}}")
			.stream()
			.filter((manifest) -> manifest.name().equals("rel-efficientnet-classifier-overview"))
			.findFirst()
			.orElseThrow();

		assertThat(dashboard.at("/data/overview.json").asString() + "\n").isEqualTo(Chart.read(Dashboard.FILE));
		assertThat(dashboard.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1");
	}

	private static boolean overlap(JsonNode one, JsonNode other) {
		return overlap(one, other, "/x", "/w") && overlap(one, other, "/y", "/h");
	}

	private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
		return one.at(from).asInt() < other.at(from).asInt() + other.at(length).asInt()
				&& other.at(from).asInt() < one.at(from).asInt() + one.at(length).asInt();
	}

}
