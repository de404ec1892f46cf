package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Programs of Prometheus. Tests that need them are skipped where they are missing. */
final class Promtool {

	private Promtool() {
	}

	/**
	 * Runs {@code promtool}, which has to succeed.
	 * @param arguments of the command line
	 */
	static void run(String... arguments) {
		check(null, arguments);
	}

	/**
	 * Runs {@code promtool} on a text, which has to succeed.
	 * @param input for its standard input
	 * @param arguments of the command line
	 */
	static void runOn(String input, String... arguments) {
		check(input, arguments);
	}

	/**
	 * Finds a program of Debian's package {@code prometheus}.
	 * @param program its name
	 * @return where it is
	 */
	static Path find(String program) {
		List<Path> found = Stream.of(System.getenv("PATH").split(":"))
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.toList();
		// Elsewhere a missing program may be an accident of the machine
		if (!"true".equals(System.getenv("CI"))) {
			assumeThat(found).as("%s is not installed (Debian: apt-get install prometheus)", program).isNotEmpty();
		}
		assertThat(found).as("%s, which .ci/run installs", program).isNotEmpty();
		return found.getFirst();
	}

	private static void check(String input, String... arguments) {
		try {
			Path in = Files.createTempFile("promtool", ".in");
			try {
				Files.writeString(in, (input != null) ? input : "");
				Process process = new ProcessBuilder(
						Stream.concat(Stream.of(find("promtool").toString()), Stream.of(arguments)).toList())
					.redirectInput(in.toFile())
					.redirectErrorStream(true)
					.start();
				String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(process.waitFor()).as(output).isZero();
			}
			finally {
				Files.delete(in);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
