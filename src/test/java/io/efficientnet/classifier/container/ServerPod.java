package io.efficientnet.classifier.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.efficientnet.classifier.chart.Chart;
import io.efficientnet.classifier.chart.Manifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pod of the chart's Deployment, played by podman. It ends with the test. What only a
 * cluster does is taken out of the manifest here, and nowhere else.
 */
final class ServerPod implements AutoCloseable {

	// There is no scheduler, no API server and no controller
	private static final List<String> OF_CLUSTER = List.of("serviceAccountName", "topologySpreadConstraints");

	// Podman 4.3 probes with curl, which the image lacks, and publishes ports on every
	// address of the host
	private static final List<String> OF_KUBELET = List.of("startupProbe", "livenessProbe", "readinessProbe", "ports");

	private final String name;

	private final Path manifests;

	private final JsonNode container;

	private final String graceSeconds;

	private URI address = URI.create("");

	private ServerPod(String name, Path manifests, JsonNode spec) {
		this.name = name;
		this.manifests = manifests;
		this.container = spec.at("/containers/0");
		this.graceSeconds = spec.at("/terminationGracePeriodSeconds").asString();
	}

	/**
	 * Starts the pod of the chart's default values and waits until it serves.
	 * @param image id of the image, in place of the published one
	 */
	static ServerPod play(String image) throws IOException, InterruptedException {
		List<Manifest> rendered = Chart.render("image: {pullPolicy: Never}");
		JsonNode template = Chart.one(rendered, "Deployment").at("/spec/template");
		String name = "classifier-" + UUID.randomUUID();
		ObjectNode configuration = (ObjectNode) Chart.one(rendered, "ConfigMap").content();
		Path manifests = Files.createTempFile(name, ".yaml");
		Files.writeString(manifests, configuration + "\n---\n" + pod(name, template, image));
		ServerPod pod = new ServerPod(name, manifests, template.at("/spec"));
		try {
			Podman.run("kube", "play", manifests.toString());
			pod.awaitStart();
		}
		catch (AssertionError | IOException | InterruptedException ex) {
			pod.close();
			throw ex;
		}
		return pod;
	}

	/** Podman's name of the service's container. */
	String containerName() {
		return this.name + "-" + this.container.at("/name").asString();
	}

	URI address() {
		return this.address;
	}

	/**
	 * Addresses that the kubelet asks.
	 * @return those of all probes of the service's container
	 */
	List<URI> probes() {
		return Stream.of("startupProbe", "livenessProbe", "readinessProbe")
			.map((probe) -> this.container.at("/" + probe + "/httpGet"))
			.peek((probe) -> assertThat(probe.at("/port").asString()).isEqualTo("http"))
			.map((probe) -> this.address.resolve(probe.at("/path").asString()))
			.toList();
	}

	/**
	 * Ends the service as the kubelet does: its container first, with the grace of the
	 * manifest, and the pod's network after it. {@code podman pod stop} would take the
	 * network away at once.
	 * @return exit code
	 */
	int stop() throws IOException, InterruptedException {
		Podman.run("stop", "--time", this.graceSeconds, containerName());
		return Podman.inspect(containerName()).at("/State/ExitCode").asInt();
	}

	@Override
	public void close() throws IOException {
		Podman.start("pod", "rm", "--force", "--time", "0", this.name).onExit().join();
		Files.delete(this.manifests);
	}

	private static JsonNode pod(String name, JsonNode template, String image) {
		ObjectNode pod = (ObjectNode) template.deepCopy();
		pod.put("apiVersion", "v1").put("kind", "Pod");
		// Podman 4.3 takes annotations for labels and refuses a checksum as too long
		((ObjectNode) pod.at("/metadata")).put("name", name).remove("annotations");
		ObjectNode spec = (ObjectNode) pod.at("/spec");
		spec.put("restartPolicy", "Never").remove(OF_CLUSTER);
		ObjectNode container = (ObjectNode) spec.at("/containers/0");
		container.put("image", image).remove(OF_KUBELET);
		// Podman expands no $(VARIABLE)
		String cpus = container.at("/resources/requests/cpu").asString();
		container.at("/env")
			.valueStream()
			.filter((variable) -> variable.has("value"))
			.forEach((variable) -> ((ObjectNode) variable).put("value",
					variable.at("/value").asString().replace("$(CPU_REQUEST)", cpus)));
		return pod;
	}

	private void awaitStart() throws IOException, InterruptedException {
		Process logs = Podman.start("logs", "--follow", containerName());
		try (BufferedReader output = logs.inputReader()) {
			List<String> lines = output.lines()
				.takeWhile((line) -> !line.contains("Started ClassifierApplication"))
				.toList();
			assertThat(Podman.inspect(containerName()).at("/State/Running").asBoolean()).as("%s", lines).isTrue();
		}
		finally {
			logs.destroyForcibly();
		}
		String infrastructure = Podman.inspect(containerName()).at("/Pod").asString();
		JsonNode networks = Podman
			.inspect(Podman.run("pod", "inspect", "--format", "{{.InfraContainerID}}", infrastructure).strip())
			.at("/NetworkSettings/Networks");
		this.address = URI
			.create("http://" + networks.valueStream().findFirst().orElseThrow().at("/IPAddress").asString() + ":8080");
	}

}
