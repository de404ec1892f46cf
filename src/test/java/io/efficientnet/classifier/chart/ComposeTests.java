package io.efficientnet.classifier.chart;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The classifier, Prometheus and Grafana without a cluster. */
class ComposeTests {

	private static final Path FOLDER = Path.of("deploy");

	private final JsonNode services = Chart.yaml(Chart.read(FOLDER.resolve("compose.yaml"))).at("/services");

	@Test
	void filesThatAreMountedAreThere() {
		assertThat(this.services.valueStream()
			.flatMap((service) -> service.at("/volumes").valueStream())
			.map((volume) -> volume.asString().split(":", 2)[0])
			.filter((source) -> source.startsWith("."))).hasSize(5)
			.allSatisfy((source) -> assertThat(Files.exists(FOLDER.resolve(source))).as(source).isTrue());
	}

	@Test
	void portsAreOpenToThisMachineOnly() {
		assertThat(this.services.valueStream().flatMap((service) -> service.at("/ports").valueStream())).hasSize(3)
			.allSatisfy((port) -> assertThat(port.asString()).startsWith("127.0.0.1:"));
	}

	@Test
	void classifierIsTheOneOfTheChart() {
		JsonNode container = Chart.one(Chart.render(""), "Deployment").at("/spec/template/spec/containers/0");
		JsonNode grace = Chart.one(Chart.render(""), "Deployment")
			.at("/spec/template/spec/terminationGracePeriodSeconds");

		assertThat(this.services.at("/classifier/image")).isEqualTo(container.at("/image"));
		assertThat(this.services.at("/classifier/stop_grace_period").asString()).isEqualTo(grace.asInt() + "s");
	}

	@Test
	void classifierTakesHashesFromTheShellWhilePrometheusNeedsNoKey() {
		JsonNode environment = this.services.at("/classifier/environment");

		assertThat(environment.at("/CLASSIFIER_SECURITY_APIKEYS").asString())
			.isEqualTo("${CLASSIFIER_SECURITY_APIKEYS:-}");
		assertThat(environment.at("/CLASSIFIER_SECURITY_OPENMETRICS").asString()).isEqualTo("true");
		assertThat(this.services.at("/classifier/ports").valueStream())
			.noneMatch((port) -> port.asString().endsWith(":8081"));
	}

	@Test
	void classifierRunsAsTheUserOfTheImage() {
		String user = this.services.at("/classifier/user").asString();
		JsonNode pod = Chart.one(Chart.render(""), "Deployment").at("/spec/template/spec/securityContext");

		assertThat(Chart.read(Path.of("Dockerfile"))).contains("\nUSER " + user + "\n");
		assertThat(pod.at("/runAsUser").asInt() + ":" + pod.at("/runAsGroup").asInt()).isEqualTo(user);
	}

	@Test
	void prometheusTakesItsConfiguration() {
		Promtool.run("check", "config", FOLDER.resolve("prometheus/prometheus.yaml").toString());
	}

	@Test
	void prometheusScrapesTheManagementPortAsTheJobOfTheRules() {
		JsonNode scrape = Chart.yaml(Chart.read(FOLDER.resolve("prometheus/prometheus.yaml"))).at("/scrape_configs/0");

		assertThat(scrape.at("/job_name").asString()).isEqualTo("efficientnet-classifier");
		assertThat(scrape.at("/static_configs/0/targets/0").asString()).isEqualTo("classifier:8081");
		assertThat(scrape.at("/metrics_path").asString()).isEqualTo("/actuator/prometheus");
	}

	@Test
	void grafanaShowsTheDashboardOfTheChart() {
		String home = this.services.at("/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asString();
		JsonNode provider = Chart.yaml(Chart.read(FOLDER.resolve("grafana/dashboards/dashboards.yaml")))
			.at("/providers/0/options/path");

		assertThat(Path.of(home).getParent()).hasToString(provider.asString());
		assertThat(Path.of(home).getFileName()).isEqualTo(Dashboard.FILE.getFileName());
	}

}
