package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.efficientnet.classifier.ClassifierApplication;
import io.efficientnet.classifier.cli.ClassifierCommandLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Names that have to be the same in two places. */
class ChartWiringTests {

	// Told by the launcher, by model.source and by a Secret
	private static final Set<String> NOT_IN_VALUES = Set.of("classifier.models.home", "classifier.models.directory",
			"classifier.security.api-keys", "classifier.security.required");

	@Test
	void valuesHaveEveryPropertyWithTheDefaultOfTheServer() throws IOException {
		Binder binder = binder(Chart.one(Chart.render(""), "ConfigMap").at("/data"));

		assertThat(properties()).hasSizeGreaterThan(15).allSatisfy((property) -> {
			String name = property.at("/name").asString();
			assertThat(binder.bind(name, String.class).orElse(null))
				.as("%s, which belongs under config in values.yaml and values.schema.json", name)
				.isEqualTo(property.at("/defaultValue").asString(""));
		});
	}

	@Test
	void configMapHasNothingThatTheServerDoesNotKnow() throws IOException {
		Set<String> known = properties().map((property) -> property.at("/name").asString())
			.map((name) -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", ""))
			.collect(Collectors.toSet());

		assertThat(Chart.one(Chart.render(""), "ConfigMap").at("/data").propertyNames()).isEqualTo(known);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", source: lukemelas, tag: advprop, baseUrl: 'https://mirror/weights'" })
	void initContainerCallsTheCommandAsItIs(String more) {
		List<Manifest> manifests = Chart
			.render("model: {source: pull, pull: {variant: efficientnet-b1, sha256: '%s'%s}}"
				.formatted("0123".repeat(16), more));
		List<String> args = new ArrayList<>(Chart.one(manifests, "Deployment")
			.at("/spec/template/spec/initContainers/0/args")
			.valueStream()
			.map(JsonNode::asString)
			.toList());
		assertThat(args).startsWith("models", "pull").endsWith("--directory", "/models");
		StringWriter err = new StringWriter();

		args.add("--help");
		int exitCode = ClassifierCommandLine.run(args.toArray(String[]::new), new PrintWriter(new StringWriter()),
				new PrintWriter(err, true));

		assertThat(exitCode).as(err.toString()).isZero();
	}

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.chart.Chart#examples")
	void selectorsFindThePodsOfTheServer(Path example) {
		List<Manifest> manifests = Chart.render(Chart.read(example));
		List<Map<String, String>> selectors = manifests.stream()
			.flatMap(ChartWiringTests::selectors)
			.map(Manifest::labels)
			.toList();

		manifests.stream().filter((manifest) -> manifest.kind().equals("Deployment")).forEach((deployment) -> {
			Map<String, String> labels = Manifest.labels(deployment.at("/spec/template/metadata/labels"));
			assertThat(selectors).isNotEmpty()
				.allSatisfy((selector) -> assertThat(labels).containsAllEntriesOf(selector));
			assertThat(selectors).allSatisfy((selector) -> assertThat(selector).doesNotContainKey("helm.sh/chart"));
		});
	}

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.chart.Chart#examples")
	void portsThatAreNamedAreThere(Path example) {
		List<Manifest> manifests = Chart.render(Chart.read(example));
		Set<String> ports = manifests.stream()
			.filter((manifest) -> manifest.kind().equals("Deployment"))
			.flatMap((deployment) -> deployment.at("/spec/template/spec/containers/0/ports").valueStream())
			.map((port) -> port.at("/name").asString())
			.collect(Collectors.toSet());

		assertThat(manifests.stream().flatMap(ChartWiringTests::namedPorts))
			.allSatisfy((port) -> assertThat(ports).contains(port));
	}

	@Test
	void routesEndAtTheService() {
		List<Manifest> ingress = example("ingress");
		List<Manifest> route = example("httproute");

		assertThat(Chart.one(ingress, "Ingress").at("/spec/rules/0/http/paths/0/backend/service/name").asString())
			.isEqualTo(Chart.one(ingress, "Service").name());
		assertThat(Chart.one(route, "HTTPRoute").at("/spec/rules/0/backendRefs/0/name").asString())
			.isEqualTo(Chart.one(route, "Service").name());
		assertThat(Chart.one(route, "HTTPRoute").at("/spec/rules/0/backendRefs/0/port").asInt())
			.isEqualTo(Chart.one(route, "Service").at("/spec/ports/0/port").asInt());
	}

	@ParameterizedTest
	@CsvSource({ "hpa,HorizontalPodAutoscaler", "keda,ScaledObject" })
	void autoscalersAloneDecideOnThePods(String example, String kind) {
		List<Manifest> manifests = example(example);
		Manifest deployment = Chart.one(manifests, "Deployment");

		assertThat(deployment.at("/spec").propertyNames()).doesNotContain("replicas");
		assertThat(Chart.one(manifests, kind).at("/spec/scaleTargetRef/name").asString()).isEqualTo(deployment.name());
		assertThat(Chart.one(Chart.render(""), "Deployment").at("/spec/replicas").asInt()).isEqualTo(2);
	}

	@Test
	void serviceMonitorFindsOnlyTheServiceOfTheManagementPort() {
		List<Manifest> manifests = example("servicemonitor");
		Map<String, String> selector = Manifest
			.labels(Chart.one(manifests, "ServiceMonitor").at("/spec/selector/matchLabels"));

		assertThat(manifests).filteredOn((manifest) -> manifest.kind().equals("Service"))
			.filteredOn((service) -> Manifest.labels(service.at("/metadata/labels"))
				.entrySet()
				.containsAll(selector.entrySet()))
			.extracting(Manifest::name)
			.containsExactly("rel-efficientnet-classifier-metrics");
	}

	@ParameterizedTest
	@CsvSource({ "5s,20s,0,30", "500ms,1m,0,66", "0s,0s,0,5", "15s,30s,10,60" })
	void podsHaveTimeToStop(String settle, String drain, int preStop, int grace) {
		Manifest deployment = Chart.one(Chart.render("""
				preStopSeconds: %d
				config: {shutdown: {settle: %s, drain: %s}}
				""".formatted(preStop, settle, drain)), "Deployment");

		assertThat(deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(grace);
		assertThat(deployment.at("/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds").asInt(0))
			.isEqualTo(preStop);
	}

	@Test
	void startMayTakeAsLongAsItIsGiven() {
		Manifest deployment = Chart.one(Chart.render("probes: {startupSeconds: 61}"), "Deployment");

		assertThat(deployment.at("/spec/template/spec/containers/0/startupProbe/failureThreshold").asInt())
			.isEqualTo(31);
		assertThat(deployment.at("/spec/progressDeadlineSeconds").asInt()).isEqualTo(366);
	}

	@Test
	void changedConfigurationRollsPodsOut() {
		assertThat(checksum("")).isNotEqualTo(checksum("config: {models: {preload: [efficientnet-b0]}}"))
			.isEqualTo(checksum("replicas: 3"));
	}

	@ParameterizedTest
	@CsvSource({ "priorityClassName", "runtimeClassName", "schedulerName" })
	void passesAClassOnOnlyWhereThereIsOne(String key) {
		String pointer = "/spec/template/spec/" + key;

		assertThat(Chart.one(Chart.render(""), "Deployment").at(pointer).isMissingNode()).isTrue();
		assertThat(Chart.one(Chart.render(key + ": one"), "Deployment").at(pointer).asString()).isEqualTo("one");
		assertThat(Chart.one(Chart.render(key + ": ''"), "Deployment").at(pointer).isMissingNode()).isTrue();
	}

	@Test
	void asksForOneGpuByItsName() {
		JsonNode container = Chart
			.one(Chart.render("gpu: {enabled: true, resourceName: nvidia.com/mig-1g.10gb}"), "Deployment")
			.at("/spec/template/spec/containers/0");

		assertThat(container.at("/resources/limits").propertyStream())
			.anyMatch((limit) -> limit.getKey().equals("nvidia.com/mig-1g.10gb") && limit.getValue().asInt() == 1);
		assertThat(container.at("/resources/limits/memory").asString()).isEqualTo("1Gi");
		assertThat(container.at("/image").asString()).endsWith(":0.1.0-cuda");
	}

	@ParameterizedTest
	@ValueSource(strings = { "resources: null", "resources: {limits: null, requests: null}" })
	void asksForNothingIfTold(String values) {
		JsonNode container = Chart.one(Chart.render(values), "Deployment").at("/spec/template/spec/containers/0");

		assertThat(container.at("/resources").propertyStream()).isEmpty();
		assertThat(container.at("/env").valueStream().map((variable) -> variable.at("/name").asString()))
			.containsExactly("JAVA_TOOL_OPTIONS", "ORT_DISABLE_TELEMETRY");
	}

	@Test
	void countsTheProcessorsOfTheRequest() {
		JsonNode environment = Chart.one(Chart.render("jvm: {options: -Xlog:gc}"), "Deployment")
			.at("/spec/template/spec/containers/0/env");

		assertThat(environment.at("/0/valueFrom/resourceFieldRef/resource").asString()).isEqualTo("requests.cpu");
		assertThat(environment.at("/1/value").asString())
			.isEqualTo("-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
					+ " -XX:ActiveProcessorCount=$(CPU_REQUEST) -Xlog:gc");
	}

	@Test
	void givesTheServerHashesAndTheMonitorAKey() {
		List<Manifest> manifests = example("access");

		JsonNode server = Chart.one(manifests, "Deployment").at("/spec/template/spec/containers/0/env");
		assertThat(secrets(server)).isEqualTo(Map.of("CLASSIFIER_SECURITY_APIKEYS", "classifier-hashes/hashes"));
		assertThat(variables(server).at("/CLASSIFIER_SECURITY_REQUIRED").asString()).isEqualTo("true");
		assertThat(Chart.one(manifests, "PodMonitor").at("/spec/podMetricsEndpoints/0/authorization/credentials"))
			.hasToString("{\"name\":\"classifier-key\",\"key\":\"key\"}");
		assertThat(Chart
			.one(Chart.render(Chart.read(Chart.FOLDER.resolve("ci/access-values.yaml"))
				.replace("monitor: pod", "monitor: service")), "ServiceMonitor")
			.at("/spec/endpoints/0/authorization/credentials"))
			.hasToString("{\"name\":\"classifier-key\",\"key\":\"key\"}");
		assertThat(secrets(Chart.one(Chart.render(""), "Deployment").at("/spec/template/spec/containers/0/env")))
			.isEmpty();
		assertThat(secrets(Chart
			.one(Chart.render("{kserve: {enabled: true}, access: {hashes: {secretName: h}}}"), "ServingRuntime")
			.at("/spec/containers/0/env"))).containsEntry("CLASSIFIER_SECURITY_APIKEYS", "h/hashes");
	}

	@Test
	void speaksTlsWhereverItIsSpokenTo() {
		List<Manifest> manifests = example("access");
		JsonNode pod = Chart.one(manifests, "Deployment").at("/spec/template/spec");
		JsonNode scrape = Chart.one(manifests, "PodMonitor").at("/spec/podMetricsEndpoints/0");

		assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe")
			.map((probe) -> pod.at("/containers/0/" + probe + "/httpGet/scheme").asString())).containsOnly("HTTPS");
		assertThat(Chart.one(manifests, "Service").at("/spec/ports/0/appProtocol").asString()).isEqualTo("https");
		assertThat(scrape.at("/scheme").asString()).isEqualTo("https");
		assertThat(scrape.at("/tlsConfig/serverName").asString()).isEqualTo("rel-efficientnet-classifier.space.svc");
		assertThat(scrape.at("/tlsConfig/ca/secret/key").asString()).isEqualTo("ca.crt");
	}

	@Test
	void findsCertificatesWhereTheyAreMounted() {
		JsonNode container = Chart.one(example("access"), "Deployment").at("/spec/template/spec/containers/0");
		Binder binder = binder(variables(container.at("/env")));
		String bundle = "spring.ssl.bundle.pem.server.";

		assertThat(binder.bind("server.ssl.bundle", String.class).get()).isEqualTo("server");
		assertThat(binder.bind("management.server.ssl.bundle", String.class).get()).isEqualTo("server");
		assertThat(binder.bind(bundle + "reload-on-update", Boolean.class).get()).isTrue();
		assertThat(container.at("/volumeMounts").valueStream().map((mount) -> mount.at("/mountPath").asString()))
			.contains("/etc/classifier/tls");
		assertThat(binder.bind(bundle + "keystore.certificate", String.class).get())
			.isEqualTo("/etc/classifier/tls/tls.crt");
		assertThat(binder.bind(bundle + "keystore.private-key", String.class).get())
			.isEqualTo("/etc/classifier/tls/tls.key");
	}

	@Test
	void digestWinsOverTag() {
		String digest = "sha256:" + "a".repeat(64);

		assertThat(Chart.one(Chart.render("image: {tag: '1', digest: '" + digest + "'}"), "Deployment")
			.at("/spec/template/spec/containers/0/image")
			.asString()).endsWith("/efficientnet-classifier@" + digest);
	}

	@Test
	void podsReachNothingButNames() {
		JsonNode egress = Chart.one(Chart.render(""), "NetworkPolicy").at("/spec/egress");

		assertThat(egress.size()).isEqualTo(1);
		assertThat(egress.at("/0/ports").valueStream()).allMatch((port) -> port.at("/port").asInt() == 53);
	}

	private static String checksum(String values) {
		return Chart.one(Chart.render(values), "Deployment")
			.at("/spec/template/metadata/annotations/checksum~1config")
			.asString();
	}

	private static List<Manifest> example(String name) {
		return Chart.render(Chart.read(Chart.FOLDER.resolve("ci/" + name + "-values.yaml")));
	}

	private static Stream<JsonNode> selectors(Manifest manifest) {
		return switch (manifest.kind()) {
			case "Service" -> Stream.of(manifest.at("/spec/selector"));
			case "Deployment", "PodDisruptionBudget", "PodMonitor" ->
				Stream.of(manifest.at("/spec/selector/matchLabels"));
			case "NetworkPolicy" -> Stream.of(manifest.at("/spec/podSelector/matchLabels"));
			default -> Stream.empty();
		};
	}

	private static Stream<String> namedPorts(Manifest manifest) {
		Stream<JsonNode> ports = switch (manifest.kind()) {
			case "Service" -> manifest.at("/spec/ports").valueStream().map((port) -> port.at("/targetPort"));
			case "PodMonitor" -> manifest.at("/spec/podMetricsEndpoints").valueStream().map((port) -> port.at("/port"));
			case "NetworkPolicy" -> manifest.at("/spec/ingress")
				.valueStream()
				.flatMap((rule) -> rule.at("/ports").valueStream())
				.map((port) -> port.at("/port"));
			case "Deployment" -> Stream.of("startupProbe", "livenessProbe", "readinessProbe")
				.map((probe) -> manifest.at("/spec/template/spec/containers/0/" + probe + "/httpGet/port"));
			default -> Stream.empty();
		};
		return ports.map(JsonNode::asString);
	}

	private static Map<String, String> secrets(JsonNode environment) {
		return environment.valueStream()
			.filter((variable) -> variable.at("/valueFrom/secretKeyRef").isObject())
			.collect(Collectors.toMap((variable) -> variable.at("/name").asString(),
					(variable) -> variable.at("/valueFrom/secretKeyRef/name").asString() + "/"
							+ variable.at("/valueFrom/secretKeyRef/key").asString()));
	}

	private static JsonNode variables(JsonNode environment) {
		Map<String, String> variables = environment.valueStream()
			.filter((variable) -> variable.has("value"))
			.collect(Collectors.toMap((variable) -> variable.at("/name").asString(),
					(variable) -> variable.at("/value").asString()));
		return JsonMapper.shared().valueToTree(variables);
	}

	private static Binder binder(JsonNode environment) {
		Map<String, Object> variables = environment.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (variable) -> variable.getValue().asString()));
		MutablePropertySources sources = new MutablePropertySources();
		sources.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				variables));
		return new Binder(ConfigurationPropertySources.from(sources));
	}

	private static Stream<JsonNode> properties() throws IOException {
		try (InputStream metadata = ClassifierApplication.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			return JsonMapper.shared()
				.readTree(metadata)
				.at("/properties")
				.valueStream()
				.filter((property) -> property.at("/name").asString().startsWith("classifier."))
				.filter((property) -> !NOT_IN_VALUES.contains(property.at("/name").asString()));
		}
	}

}
