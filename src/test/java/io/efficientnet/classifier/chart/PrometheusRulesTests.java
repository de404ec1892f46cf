package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Recording rules and alerts of the chart, as Prometheus' own tool sees them. */
class PrometheusRulesTests {

	private static final Path RULES = Chart.FOLDER.resolve("files/rules");

	private static final Path CASES = Path.of("src/test/resources/chart/rules");

	private static final Pattern OTHERS = Pattern.compile("\\b(kube|DCGM)_\\w+");

	private static final String RUNBOOKS = "https://github.com/efficientnet-classifier/efficientnet-classifier/blob/main/docs/runbooks.md#";

	@ParameterizedTest
	@MethodSource("rules")
	void passLint(Path file) {
		Promtool.run("check", "rules", "--lint=all", "--lint-fatal", file.toString());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void fireWhenTheyShould(Path file) {
		Promtool.run("test", "rules", file.toString());
	}

	@Test
	void everyAlertHasARunbook() {
		String runbooks = Chart.read(Path.of("docs/runbooks.md"));

		assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy((alert) -> {
			String name = alert.at("/alert").asString();
			assertThat(runbooks).contains("\n## " + name + "\n");
			assertThat(alert.at("/annotations/runbook_url").asString())
				.isEqualTo(RUNBOOKS + name.toLowerCase(Locale.ROOT));
		});
	}

	@Test
	void everyAlertSaysWhatItIs() {
		assertThat(alerts()).allSatisfy((alert) -> {
			assertThat(alert.at("/labels/severity").asString()).isIn("page", "ticket");
			assertThat(alert.at("/annotations").propertyNames()).containsExactlyInAnyOrder("summary", "description",
					"runbook_url");
			assertThat(alert.propertyNames()).contains("for", "keep_firing_for");
		});
	}

	@Test
	void everyAlertIsSeenFiringAndSilent() {
		List<JsonNode> seen = cases().stream()
			.flatMap((file) -> Chart.yaml(Chart.read(file)).at("/tests").valueStream())
			.flatMap((test) -> test.at("/alert_rule_test").valueStream())
			.toList();

		assertThat(alerts()).extracting((alert) -> alert.at("/alert").asString())
			.allSatisfy((name) -> assertThat(seen).filteredOn((test) -> test.at("/alertname").asString().equals(name))
				.extracting((test) -> test.at("/exp_alerts").isEmpty())
				.contains(true, false));
	}

	@Test
	void everyRecordedSeriesIsTested() {
		List<String> cases = cases().stream().map(Chart::read).toList();

		assertThat(entries().filter((rule) -> rule.has("record")).map((rule) -> rule.at("/record").asString()))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(cases)
				.anyMatch((text) -> text.contains("expr: " + name) || text.contains("expr: round(" + name + ",")));
	}

	@Test
	void seriesOfOthersAreSpelledAsTheyAre() {
		assertThat(entries().flatMap((rule) -> OTHERS.matcher(rule.at("/expr").asString()).results())
			.map(MatchResult::group)).isNotEmpty()
			.isSubsetOf("kube_pod_container_status_ready", "kube_pod_container_status_restarts_total",
					"kube_deployment_status_condition", "kube_horizontalpodautoscaler_status_current_replicas",
					"kube_horizontalpodautoscaler_spec_max_replicas", "DCGM_FI_DEV_XID_ERRORS",
					"DCGM_FI_DEV_ROW_REMAP_FAILURE", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE");
	}

	@Test
	void chartShipsTheFilesThatAreTested() {
		List<Manifest> manifests = Chart
			.render("{metrics: {rules: {enabled: true}}, gpu: {enabled: true}, config: {models: {poll: 1s}}}");

		assertThat(manifests.stream()
			.filter((manifest) -> manifest.kind().equals("PrometheusRule"))
			.map((rule) -> rule.at("/spec")))
			.containsExactlyInAnyOrderElementsOf(rules().stream().map((file) -> Chart.yaml(Chart.read(file))).toList());
	}

	static List<Path> rules() {
		return files(RULES);
	}

	static List<Path> cases() {
		return files(CASES);
	}

	private static List<JsonNode> alerts() {
		return entries().filter((rule) -> rule.has("alert")).toList();
	}

	private static Stream<JsonNode> entries() {
		return rules().stream()
			.flatMap((file) -> Chart.yaml(Chart.read(file)).at("/groups").valueStream())
			.flatMap((group) -> group.at("/rules").valueStream());
	}

	private static List<Path> files(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
