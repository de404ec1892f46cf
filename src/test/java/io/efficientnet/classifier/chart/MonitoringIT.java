package io.efficientnet.classifier.chart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.efficientnet.classifier.ClassifierApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules and dashboard of the chart against what the service really exposes. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
class MonitoringIT {

	private static final Pattern SERIES = Pattern
		.compile("\\b(?:classifier|jvm|process|system|http|tomcat)_[a-z_0-9]+\\b(?!:)");

	// Traced requests leave exemplars, which older versions of Prometheus refuse in some
	// places
	private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private static final int MOST_REQUESTS = 500;

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Test
	void meterNamesAreAsPrometheusWantsThem() throws Exception {
		classify();

		Promtool.runOn(scrape(), "check", "metrics");
	}

	@Test
	void rulesAndDashboardUseSeriesThatAreThere() throws Exception {
		classify();
		Set<String> there = scrape().lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]", 2)[0])
			.collect(Collectors.toSet());

		assertThat(used()).hasSizeGreaterThan(25).isSubsetOf(there);
	}

	@Test
	void everyPanelAndKedaSeeSomethingUnderLoad(@TempDir Path folder) throws Exception {
		try (PrometheusServer prometheus = PrometheusServer.scraping(this.managementPort, folder)) {
			List<String> empty = new ArrayList<>(Dashboard.queries("10s"));
			empty.add(queryOfKeda());

			for (int request = 0; request < MOST_REQUESTS && !empty.isEmpty(); request++) {
				classify();
				List<String> still = new ArrayList<>();
				for (String query : empty) {
					if (prometheus.values(query).isEmpty()) {
						still.add(query);
					}
				}
				empty = still;
			}

			assertThat(empty).as("error of the last scrape: '%s'", prometheus.lastError()).isEmpty();
			assertThat(prometheus.values(queryOfKeda())).hasSize(1);
		}
	}

	@Test
	void probesAskWhatTheServerAnswers() throws Exception {
		JsonNode container = Chart.one(Chart.render(""), "Deployment").at("/spec/template/spec/containers/0");

		for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
			JsonNode get = container.at("/" + probe + "/httpGet");
			assertThat(get.at("/port").asString()).isEqualTo("http");
			assertThat(get(this.port, get.at("/path").asString()).statusCode()).as(probe).isEqualTo(200);
		}
	}

	@Test
	void serverStartsWithTheConfigMapOfTheChart() {
		Map<String, Object> variables = Chart.one(Chart.render(""), "ConfigMap")
			.at("/data")
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (variable) -> variable.getValue().asString()));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));

		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ClassifierApplication.class)
			.environment(environment)
			.run("--server.port=0", "--management.server.port=0", "--classifier.shutdown.settle=0s")) {
			assertThat(context.getEnvironment().getProperty("classifier.batching.queue-capacity")).isEqualTo("256");
			assertThat(context.isRunning()).isTrue();
		}
	}

	private static String queryOfKeda() {
		List<Manifest> manifests = Chart.render(Chart.read(Chart.FOLDER.resolve("ci/keda-values.yaml")));
		return Chart.one(manifests, "ScaledObject").at("/spec/triggers/1/metadata/query").asString();
	}

	private static Set<String> used() {
		Stream<String> rules = PrometheusRulesTests.rules()
			.stream()
			.flatMap((file) -> Chart.yaml(Chart.read(file)).at("/groups").valueStream())
			.flatMap((group) -> group.at("/rules").valueStream())
			.map((rule) -> rule.at("/expr").asString());
		return Stream.concat(rules, Dashboard.queries("1m").stream())
			.flatMap((query) -> SERIES.matcher(query.replaceAll("(job|pod):[a-z0-9_:]+", "")).results())
			.map(MatchResult::group)
			.collect(Collectors.toSet());
	}

	private void classify() throws Exception {
		HttpResponse<String> answer = this.client
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/v1/classify"))
				.header("traceparent", TRACE)
				.POST(HttpRequest.BodyPublishers.ofFile(Path.of("src/test/resources/samples/chelsea.jpg")))
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(200);
	}

	private String scrape() throws Exception {
		return get(this.managementPort, "/actuator/prometheus").body();
	}

	private HttpResponse<String> get(int port, String path) throws Exception {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
