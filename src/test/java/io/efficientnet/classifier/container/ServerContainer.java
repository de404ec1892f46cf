package io.efficientnet.classifier.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A container of the service that may do no more than the chart lets it, with 2 CPUs and
 * 1 GiB. It ends with the test.
 */
final class ServerContainer implements AutoCloseable {

	private static final List<String> RESTRICTIONS = List.of("--read-only", "--read-only-tmpfs=false", "--tmpfs",
			"/tmp:rw,noexec,nosuid,nodev,size=256m", "--cap-drop", "all", "--security-opt", "no-new-privileges",
			"--memory", "1g", "--memory-swap", "1g", "--cpus", "2", "--publish", "127.0.0.1::8080", "--publish",
			"127.0.0.1::8081");

	private final String name = "classifier-" + UUID.randomUUID();

	private final List<String> lines = new ArrayList<>();

	private final Process process;

	private URI address = URI.create("");

	private ServerContainer(String image, List<String> more, String... environment) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("run", "--name", this.name));
		arguments.addAll(RESTRICTIONS);
		arguments.addAll(more);
		for (String variable : environment) {
			arguments.addAll(List.of("--env", variable));
		}
		arguments.add(image);
		this.process = Podman.start(arguments.toArray(String[]::new));
	}

	/**
	 * Starts the service and waits until it serves.
	 * @param image to run
	 * @param environment variables as {@code NAME=value}
	 */
	static ServerContainer start(String image, String... environment) throws IOException, InterruptedException {
		return start(new ServerContainer(image, List.of(), environment));
	}

	/**
	 * Starts the service and waits until it serves.
	 * @param image to run
	 * @param folder that it sees as {@code /mounted}
	 * @param environment variables as {@code NAME=value}
	 */
	static ServerContainer startWith(String image, Path folder, String... environment)
			throws IOException, InterruptedException {
		return start(new ServerContainer(image, List.of("--volume", folder + ":/mounted:ro"), environment));
	}

	private static ServerContainer start(ServerContainer container) throws IOException, InterruptedException {
		if (!container.readUntil("Started ClassifierApplication")) {
			container.close();
			throw new AssertionError("It did not start: " + container.lines);
		}
		container.address = container.published("8080");
		return container;
	}

	String name() {
		return this.name;
	}

	URI address() {
		return this.address;
	}

	/** Address of its management port. */
	URI management() throws IOException, InterruptedException {
		return published("8081");
	}

	/** What it has logged, as far as anyone waited for it. */
	List<String> lines() {
		return this.lines;
	}

	/**
	 * Sends an image.
	 * @param client to send it with
	 * @param image encoded
	 */
	HttpResponse<String> classify(HttpClient client, byte[] image) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(this.address.resolve("/v1/classify"))
			.POST(HttpRequest.BodyPublishers.ofByteArray(image))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Waits for its end.
	 * @return exit code
	 */
	int exitCode() throws IOException, InterruptedException {
		readUntil("\u0000");
		this.process.waitFor();
		// What the engine saw, whatever its client made of it
		return Podman.inspect(this.name).at("/State/ExitCode").asInt();
	}

	@Override
	public void close() throws IOException {
		Podman.start("rm", "--force", "--time", "0", this.name).onExit().join();
	}

	private URI published(String port) throws IOException, InterruptedException {
		return URI.create("http://" + Podman.run("port", this.name, port).strip());
	}

	private boolean readUntil(String end) throws IOException {
		BufferedReader output = this.process.inputReader();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			this.lines.add(line);
			if (line.contains(end)) {
				return true;
			}
		}
		return false;
	}

}
