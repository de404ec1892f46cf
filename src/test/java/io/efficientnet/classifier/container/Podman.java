package io.efficientnet.classifier.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The container engine, by its command line. Tests that need it are skipped where it or
 * the base images are missing.
 */
final class Podman {

	static final String BASE_IMAGE = "localhost/debian:bookworm";

	static final String JDK_IMAGE = "localhost/jdk:25";

	private Podman() {
	}

	/** Skips the test where there are no means to build an image. */
	static void require() throws IOException, InterruptedException {
		String missing = missing();
		// Elsewhere a missing program may be an accident of the machine
		if (!"true".equals(System.getenv("CI"))) {
			assumeThat(missing).as(missing).isEmpty();
		}
		assertThat(missing).as("what .ci/run prepares").isEmpty();
	}

	/**
	 * Runs a command, which has to succeed.
	 * @param arguments of the command line
	 * @return what it prints
	 */
	static String run(String... arguments) throws IOException, InterruptedException {
		Process process = start(arguments);
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	/**
	 * Starts a command.
	 * @param arguments of the command line
	 * @return the process, whose errors are part of its output
	 */
	static Process start(String... arguments) throws IOException {
		// Without systemd it logs that it cannot repeat the health check
		return new ProcessBuilder(
				Stream.concat(Stream.of("podman", "--log-level=fatal"), Stream.of(arguments)).toList())
			.redirectErrorStream(true)
			.start();
	}

	/**
	 * Tells of an image or a container.
	 * @param name of it
	 * @return the only element of what {@code podman inspect} prints
	 */
	static JsonNode inspect(String name) throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(run("inspect", name)).get(0);
	}

	private static String missing() throws IOException, InterruptedException {
		if (Stream.of(System.getenv("PATH").split(":"))
			.noneMatch((folder) -> Files.isExecutable(Path.of(folder, "podman")))) {
			return "podman is not installed";
		}
		for (String image : List.of(BASE_IMAGE, JDK_IMAGE)) {
			if (start("image", "exists", image).waitFor() != 0) {
				return "there is no image " + image + "; .ci/base-images makes it";
			}
		}
		return "";
	}

}
